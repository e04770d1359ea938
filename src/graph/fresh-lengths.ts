import { isFresh, substituteDims, symbolsOf, type Dim } from "./dim.ts";
import type { ValueType } from "./graph.ts";

/**
 * Lengths that only a run knows go by symbols that shape rules make up, so that inferring the same
 * graph twice gives the same types under other names. This says which is which.
 */
export class FreshLengths {
  /** As inferred → as written. */
  readonly #names = new Map<string, Dim>();
  readonly #taken = new Set<Dim>();

  /** Symbols that mean the same on both sides: those of inputs. */
  share(dims: readonly Dim[]): void {
    for (const symbol of dims.flatMap(symbolsOf)) if (isFresh(symbol)) this.#bind(symbol, symbol);
  }

  /**
   * The inferred types under the names that the written ones use. A length met for the first time
   * takes the name that stands in its place, if that is new too.
   */
  rename(inferred: readonly ValueType[], written: readonly ValueType[]): ValueType[] {
    inferred.forEach(({ dims }, i) => {
      dims.forEach((dim, axis) => {
        const name = written[i]?.dims[axis] ?? dim;
        if (!isFresh(dim) || this.#names.has(dim) || !isFresh(name)) return;
        if (!this.#taken.has(name)) this.#bind(dim, name);
      });
    });
    return inferred.map(({ dtype, dims }) => ({ dtype, dims: substituteDims(dims, this.#names) }));
  }

  #bind(symbol: string, name: string): void {
    this.#names.set(symbol, name);
    this.#taken.add(name);
  }
}
