/** How unlike two rows of attention are. */
export type PatternMeasure = "total-variation" | "jensen-shannon";

/**
 * The distance of each query's two rows of attention.
 *
 * - total variation ½ Σ |p − q|: the share of attention that is elsewhere, 0 to 1;
 * - Jensen–Shannon ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q) / 2, in nats: 0 to ln 2.
 *
 * @param a - `[query, key]`, and so is `b`.
 */
export function rowDistances(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  length: number,
  measure: PatternMeasure,
): Float64Array {
  const term = measure === "total-variation" ? variation : divergence;
  return Float64Array.from({ length }, (_, query) => {
    let sum = 0;
    for (let i = query * length; i < (query + 1) * length; i++) sum += term(a[i], b[i]);
    return Math.max(0, sum);
  });
}

function variation(p: number, q: number): number {
  return Math.abs(p - q) / 2;
}

function divergence(p: number, q: number): number {
  const middle = (p + q) / 2;
  return (part(p, middle) + part(q, middle)) / 2;
}

/** p ln (p / m), 0 for p = 0. */
function part(p: number, middle: number): number {
  return p > 0 ? p * Math.log(p / middle) : 0;
}
