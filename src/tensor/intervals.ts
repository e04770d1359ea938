/** Lower and upper end. */
export type Interval = readonly [number, number];

/** 97.5% quantile of the standard normal: what 95% intervals are made with. */
const Z95 = 1.959963984540054;

/**
 * 95% interval of a share by its score (Wilson 1927): (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
 * Holds also for few trials and for shares near 0 and 1. Empty trials give [0, 1].
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const square = Z95 ** 2 / trials;
  const middle = (share + square / 2) / (1 + square);
  const half =
    (Z95 * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials))) / (1 + square);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Mean of values and its 95% interval by Student's t: mean ± t · s/√n, with n − 1 degrees of freedom.
 * Infinite for fewer than two values, which say nothing of their spread.
 */
export function meanInterval(values: readonly number[]): {
  readonly mean: number;
  readonly interval: Interval;
} {
  const n = values.length;
  const middle = mean(values);
  if (n < 2) return { mean: middle, interval: [-Infinity, Infinity] };
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean: middle, interval: [middle - half, middle + half] };
}

/** 97.5% quantile of Student's t, by bisection of its distribution function. */
function studentQuantile(degrees: number): number {
  let [low, high] = [0, 13]; // one degree of freedom: 12.706
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle, degrees) > 0.025) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) = ½ I_x(ν/2, ½) with x = ν / (ν + t²), for t ≥ 0. */
function upperTail(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
}

/** I_x(a, b), by the continued fraction of Lentz (Numerical Recipes, §6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = fraction;
    for (const step of [even, odd]) {
      d = 1 / (1 + step * d || tiny);
      c = 1 + step / c || tiny;
      fraction *= c * d;
    }
    if (Math.abs(fraction / before - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** ln Γ(x) for x ≥ ½, by Lanczos's series (g = 7, nine terms), to 15 digits. */
function logGamma(x: number): number {
  const [first, ...rest] = LANCZOS;
  const at = x - 1;
  const sum = rest.reduce((total, term, i) => total + term / (at + i + 1), first);
  const t = at + 7.5;
  return Math.log(2 * Math.PI) / 2 + (at + 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];
