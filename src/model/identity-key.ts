/**
 * Text that is equal for equal plain data. Typed arrays, graphs and functions are told apart by
 * identity: comparing their contents would cost more than it saves.
 */
export class IdentityKeys {
  readonly #numbers = new WeakMap<object, number>();
  #next = 0;

  of(value: unknown): string {
    return JSON.stringify(value, (_, item: unknown) => {
      if (typeof item === "bigint") return `${item}n`;
      if (typeof item === "number" && !Number.isFinite(item)) return `number ${item}`;
      if (typeof item === "function" || ArrayBuffer.isView(item)) return this.#number(item);
      return item;
    });
  }

  #number(item: object): string {
    const known = this.#numbers.get(item);
    if (known !== undefined) return `object ${known}`;
    this.#numbers.set(item, this.#next);
    return `object ${this.#next++}`;
  }
}
