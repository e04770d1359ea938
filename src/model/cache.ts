import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SiteTable } from "./sites.ts";
import type { ActivationCache } from "./types.ts";

/** Captured tensors; answers to canonical names, aliases and shorthands. */
export class TensorCache implements ActivationCache {
  readonly mask: Tensor;
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #sites: SiteTable;

  constructor(tensors: ReadonlyMap<string, Tensor>, mask: Tensor, sites: SiteTable) {
    this.#tensors = tensors;
    this.mask = mask;
    this.#sites = sites;
  }

  get(name: string): Tensor {
    const tensor = this.#tensors.get(name) ?? this.#tensors.get(this.#sites.find(name).name);
    if (tensor !== undefined) return tensor;
    const held = [...this.#tensors.keys()];
    throw new VitrineError(
      "UNKNOWN_NAME",
      `cache: "${name}" was not captured; there is ${held.slice(0, 8).join(", ") || "nothing"}${held.length > 8 ? ", …" : ""}. Name it in "capture".`,
      { details: { name, held } },
    );
  }

  /** The same with some of the tensors only; null where one of them was not captured under that name. */
  only(names: readonly string[]): TensorCache | null {
    if (names.some((name) => !this.#tensors.has(name))) return null;
    const tensors = new Map(names.map((name) => [name, this.#tensors.get(name)!]));
    return new TensorCache(tensors, this.mask, this.#sites);
  }

  has(name: string): boolean {
    return this.#tensors.has(name) || this.#tensors.has(this.#sites.canonical(name));
  }

  keys(): readonly string[] {
    return [...this.#tensors.keys()];
  }

  entries(): readonly (readonly [string, Tensor])[] {
    return [...this.#tensors];
  }
}
