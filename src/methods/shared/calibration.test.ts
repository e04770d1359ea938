import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binOf,
  equalMassEdges,
  equalWidthEdges,
  expectedError,
  intoBins,
  largestError,
  wilsonInterval,
} from "./calibration.ts";

describe("calibration error", () => {
  it("takes bins (l, r]: 0.32, and 0.6 at worst, on five points that lie on edges", () => {
    const points = { confidence: [0.2, 0.4, 0.6, 0.8, 1], correct: [0, 1, 0, 1, 1] };
    const edges = Float64Array.of(0, 0.2, 0.4, 0.6, 0.8, 1);
    const bins = intoBins(points, edges);
    expect([...bins.counts]).toEqual([1, 1, 1, 1, 1]);
    // |0 − .2| + |1 − .4| + |0 − .6| + |1 − .8| + |1 − 1| over 5
    expect(expectedError(bins)).toBeCloseTo(0.32, 14);
    expect(largestError(bins)).toBeCloseTo(0.6, 14);
  });

  it("weighs bins by their size", () => {
    const bins = intoBins(
      { confidence: [0.9, 0.9, 0.9, 0.1], correct: [1, 1, 0, 0] },
      equalWidthEdges(2),
    );
    expect([...bins.accuracy]).toEqual([0, 2 / 3]);
    expect(expectedError(bins)).toBeCloseTo((3 * (0.9 - 2 / 3) + 0.1) / 4, 14);
  });

  it("keeps 0 in the first bin and 1 in the last, and leaves empty bins out", () => {
    const bins = intoBins({ confidence: [0, 1], correct: [0, 1] }, equalWidthEdges(15));
    expect([bins.counts[0], bins.counts[14]]).toEqual([1, 1]);
    expect(bins.accuracy[7]).toBeNaN();
    expect([expectedError(bins), largestError(bins)]).toEqual([0, 0]);
  });

  it("has numpy's edges, where 3 · 0.2 is above 0.6", () => {
    const edges = equalWidthEdges(5);
    expect(edges[3]).toBe(3 * 0.2);
    expect(binOf(edges, 0.6)).toBe(2);
    expect(edges[5]).toBe(1);
  });

  it("parts predictions into groups of equal size, never equal confidences", () => {
    expect([...equalMassEdges([0.1, 0.2, 0.3, 0.4, 0.7, 0.8], 3)]).toEqual([0, 0.25, 0.55, 1]);
    expect([...equalMassEdges([0.5, 0.5, 0.5, 0.5], 2)]).toEqual([0, 1]);
  });

  it("is at most 1, covers every point, and is 0 for one who is always right and sure", () => {
    const point = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1 }),
        fc.integer({ min: 1, max: 30 }),
        (points, n) => {
          const confidence = points.map(([sure]) => sure);
          const correct = points.map(([, right]) => right);
          for (const edges of [equalWidthEdges(n), equalMassEdges(confidence, n)]) {
            const bins = intoBins({ confidence, correct }, edges);
            expect(bins.counts.reduce((a, b) => a + b, 0)).toBe(points.length);
            const error = expectedError(bins);
            expect(error >= 0 && error <= largestError(bins) + 1e-12 && error <= 1).toBe(true);
            const mean = (values: readonly number[]): number =>
              values.reduce((a, b) => a + b, 0) / values.length;
            // The triangle inequality: bins can only tell more than the whole.
            expect(error).toBeGreaterThanOrEqual(
              Math.abs(mean(confidence) - mean(correct)) - 1e-12,
            );
          }
          const sure = confidence.map(() => 1);
          expect(
            expectedError(intoBins({ confidence: sure, correct: sure }, equalWidthEdges(n))),
          ).toBe(0);
        },
      ),
    );
  });
});

describe("wilsonInterval", () => {
  it("is SciPy's binomtest(8, 10).proportion_ci(method='wilson')", () => {
    const [lower, upper] = wilsonInterval(0.8, 10);
    expect(lower).toBeCloseTo(0.49016247153664174, 12);
    expect(upper).toBeCloseTo(0.9433178485456247, 12);
  });

  it("stays within [0, 1] and holds the share", () => {
    expect(wilsonInterval(0, 5)[0]).toBe(0);
    expect(wilsonInterval(1, 5)[1]).toBe(1);
    expect(wilsonInterval(NaN, 0)[0]).toBeNaN();
  });
});
