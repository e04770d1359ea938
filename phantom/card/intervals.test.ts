import { describe, expect, it } from "vitest";
import { meanInterval, shareInterval } from "./intervals.ts";

describe("shareInterval", () => {
  it("is SciPy's binomtest(8, 10).proportion_ci(method='wilson')", () => {
    const [low, high] = shareInterval(0.8, 10);
    expect(low).toBeCloseTo(0.4901625, 6);
    expect(high).toBeCloseTo(0.9433178, 6);
  });
});

describe("meanInterval", () => {
  it("is Student's: t(0.975, 9) = 2.262157 by the tables", () => {
    const [low, high] = meanInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const half = 2.262157 * Math.sqrt(82.5 / 9 / 10); // variance of 1 … 10 is 82.5 / 9
    expect(low).toBeCloseTo(5.5 - half, 3);
    expect(high).toBeCloseTo(5.5 + half, 3);
  });

  it("has no width for one value", () => {
    expect(meanInterval([3])).toEqual([3, 3]);
  });
});
