import { VitrineError } from "../errors.ts";

/** Reads one line of text from left to right. */
export class Scanner {
  /** What errors start with. */
  readonly where: string;
  readonly #line: string;
  #at = 0;

  constructor(line: string, where: string) {
    this.#line = line;
    this.where = where;
  }

  /** Steps over `text` if it comes next. */
  accepts(text: string): boolean {
    if (!this.#line.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Steps over `text`, which must come next. */
  expect(text: string): void {
    if (!this.accepts(text)) this.refuse(JSON.stringify(text));
  }

  /** What `pattern` (sticky) matches here, stepped over; null where it does not. */
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  /** One or more items, a comma and a space between them. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accepts(", ")) items.push(item());
    return items;
  }

  /** Items as in `list`, perhaps none, up to `close`. */
  listUntil<T>(close: string, item: () => T): T[] {
    if (this.accepts(close)) return [];
    const items = this.list(item);
    this.expect(close);
    return items;
  }

  /** Requires that nothing is left. */
  end(): void {
    if (this.#at < this.#line.length) this.refuse("the end of the line");
  }

  /** Complains that what comes next is not what the form asks for. */
  refuse(expected: string): never {
    const rest = this.#line.slice(this.#at, this.#at + 30);
    const got = rest === "" ? "the end of the line" : JSON.stringify(rest);
    throw new VitrineError(
      "BAD_FILE",
      `${this.where}: cannot be read at column ${this.#at + 1}; expected ${expected}, got ${got}.`,
    );
  }
}
