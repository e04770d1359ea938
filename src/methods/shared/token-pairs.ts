import { VitrineError } from "../../errors.ts";
import type { KeysOf } from "./head-patterns.ts";

/** A position, negative ones from the last, or a span of positions, its end not included. */
type Place = number | readonly [from: number, to: number];

/** Who should look at whom. */
export type TokenPair = readonly [query: Place, key: Place];

/**
 * For each query of some pairs the keys it should look at. In a causal model a query of a span counts
 * with the keys it can see.
 *
 * @throws VitrineError `BAD_OPTION` for what is not a list of pairs, for places outside the text, and for
 *   a pair whose keys all come after its queries in a causal model.
 */
export function pairedKeys(
  where: string,
  pairs: readonly TokenPair[],
  { length, isCausal }: { readonly length: number; readonly isCausal: boolean },
): KeysOf {
  const found = Array.from({ length }, () => new Set<number>());
  const expected = `a list of pairs [query, key], each a position or a span [from, to] within ${length} tokens`;
  if (!Array.isArray(pairs) || pairs.length === 0) throw misfit(where, expected, pairs);
  for (const pair of pairs) {
    const [queries, keys] = Array.isArray(pair) ? pair.map((one) => positions(one, length)) : [];
    if (!queries || !keys || pair.length !== 2) throw misfit(where, expected, pair);
    const seen = queries.flatMap((query) =>
      keys.filter((key) => !isCausal || key <= query).map((key) => [query, key]),
    );
    const order = "a query at or after its key, since the model reads left to right";
    if (seen.length === 0) throw misfit(where, order, pair);
    for (const [query, key] of seen) found[query].add(key);
  }
  return found.map((keys) => [...keys]);
}

/** Null for what is no place in the text. */
function positions(place: unknown, length: number): number[] | null {
  if (typeof place === "number") {
    const at = place < 0 ? place + length : place;
    return Number.isInteger(at) && at >= 0 && at < length ? [at] : null;
  }
  if (!Array.isArray(place) || place.length !== 2 || !place.every(Number.isInteger)) return null;
  const [from, to] = place as [number, number];
  if (from < 0 || to > length || from >= to) return null;
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function misfit(where: string, expected: string, got: unknown): VitrineError {
  return new VitrineError(
    "BAD_OPTION",
    `${where}: option "pairs" does not fit; expected ${expected}, got ${JSON.stringify(got)}.`,
    { details: { option: "pairs", value: got } },
  );
}
