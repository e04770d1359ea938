import { describe, expect, it } from "vitest";
import { meanInterval, wilsonInterval } from "./intervals.ts";

describe("wilsonInterval", () => {
  it("agrees with SciPy's binomtest(k, n).proportion_ci(method='wilson')", () => {
    const cases = [
      [8, 10, 0.4901624715366418, 0.9433178485456248],
      [16, 16, 0.8063923194655637, 1],
      [0, 5, 0, 0.43448246478317476],
      [50, 100, 0.4038315303659956, 0.5961684696340044],
    ] as const;
    for (const [successes, trials, low, high] of cases) {
      const found = wilsonInterval(successes, trials);
      expect(found[0]).toBeCloseTo(low, 12);
      expect(found[1]).toBeCloseTo(high, 12);
    }
  });

  it("knows nothing of no trials", () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});

describe("meanInterval", () => {
  it("gives mean ± t · s/√n by hand: 3 ± 2.776445 · √2.5/√5", () => {
    const { mean, interval } = meanInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(interval[0]).toBeCloseTo(3 - 2.77644511 / Math.SQRT2, 6);
    expect(interval[1]).toBeCloseTo(3 + 2.77644511 / Math.SQRT2, 6);
  });

  it("uses Student's quantiles, as SciPy's t.ppf(0.975, ν) gives them", () => {
    const quantiles = [
      [1, 12.70620474],
      [2, 4.30265273],
      [15, 2.13144955],
      [31, 2.03951345],
      [127, 1.97881953],
    ] as const;
    for (const [degrees, quantile] of quantiles) {
      // n values of mean 0 and variance n, so that s/√n is 1
      const n = degrees + 1;
      const values = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
      const squares = values.reduce((sum, value) => sum + value * value, 0);
      const scaled = values.map((value) => value * Math.sqrt((n * degrees) / squares));
      expect(meanInterval(scaled).interval[1]).toBeCloseTo(quantile, 6);
    }
  });

  it("is infinite for one value", () => {
    expect(meanInterval([2])).toEqual({ mean: 2, interval: [-Infinity, Infinity] });
  });
});
