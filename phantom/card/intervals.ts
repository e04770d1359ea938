export type Interval = readonly [low: number, high: number];

const Z = 1.959963984540054;

/** 95 % of a share of `count` observations (Wilson 1927). */
export function shareInterval(share: number, count: number): Interval {
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half =
    (Z / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** 95 % of a mean: ± Student's quantile times the standard error; one value alone has none. */
export function meanInterval(values: readonly number[]): Interval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return [mean, mean];
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(count - 1) * Math.sqrt(variance / count);
  return [mean - half, mean + half];
}

/** 0.975 quantile of Student's t, by Hill's expansion in 1/ν (1970): within 1 % from ν = 3 on. */
function studentQuantile(freedom: number): number {
  const z = Z;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}
