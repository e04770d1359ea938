/** Where a head looks most, over all its queries: at one token, or at a place beside the query. */
export interface HeadRole {
  readonly kind: "key" | "previous" | "self" | "next";
  /** The token, where it is one. */
  readonly key: number | null;
  /** Mean over queries of the attention paid there. */
  readonly share: number;
}

/** From this share on a head mostly looks there. */
export const MOSTLY = 0.5;

/**
 * The role of a pattern, the largest of: the mean attention to one same token; to the token before; to
 * itself; to the token after. The first query, which often sees only itself, does not count.
 *
 * @param weights - `[query, key]`, row-major.
 */
export function headRole(
  weights: (index: number) => number,
  queries: number,
  keys: number,
): HeadRole {
  const first = queries > 1 ? 1 : 0;
  const received = new Float64Array(keys);
  const beside = new Map(BESIDE.map(([kind]) => [kind, 0]));
  for (let query = first; query < queries; query++) {
    for (let key = 0; key < keys; key++) received[key] += weights(query * keys + key);
    if (queries !== keys) continue;
    for (const [kind, offset] of BESIDE) {
      const key = query + offset;
      if (key >= 0 && key < keys) {
        beside.set(kind, beside.get(kind)! + weights(query * keys + key));
      }
    }
  }
  const counted = queries - first;
  const places = [...beside].map(([kind, sum]): HeadRole => ({
    kind,
    key: null,
    share: sum / counted,
  }));
  const tokens = Array.from(received, (sum, key): HeadRole => ({
    kind: "key",
    key,
    share: sum / counted,
  }));
  return [...places, ...tokens].reduce((best, role) => (role.share > best.share ? role : best));
}

const BESIDE = [
  ["self", 0],
  ["previous", -1],
  ["next", 1],
] as const;
