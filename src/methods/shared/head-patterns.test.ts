import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  diagonal,
  duplicates,
  firstKey,
  meanAttention,
  meanDistance,
  meanEntropy,
  meanSharpest,
  ownKey,
  successors,
} from "./head-patterns.ts";

describe("keys of a query", () => {
  it("are at a distance", () => {
    expect(diagonal(4, 1)).toEqual([[], [0], [1], [2]]);
    expect(diagonal(4, 1, 3)).toEqual([[], [], [], [2]]);
  });

  it("are the first token", () => {
    expect(firstKey(3, 1)).toEqual([[], [0], [0]]);
    expect(firstKey(3, 0)).toEqual([[0], [0], [0]]);
  });

  it("are the query itself", () => {
    expect(ownKey(3, 1)).toEqual([[], [1], [2]]);
  });

  it("are earlier places of the same token, and the places after them", () => {
    expect(duplicates([7, 8, 7, 7])).toEqual([[], [], [0], [0, 2]]);
    expect(successors([7, 8, 7, 7])).toEqual([[], [], [1], [1, 3]]);
  });
});

describe("scores of a pattern", () => {
  const values = [1, 0, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5];

  it("are means over the queries that have keys", () => {
    expect(meanAttention({ values, length: 3 }, diagonal(3, 1))).toBe((0.5 + 0.25) / 2);
    expect(meanAttention({ values, length: 3 }, [[], [], [0, 1]])).toBe(0.5);
    expect(meanAttention({ values, length: 3 }, [[], [], []])).toBeNaN();
  });

  it("have the entropy of equal shares where these are", () => {
    expect(meanEntropy({ values, length: 3 }, 0)).toBeCloseTo(
      (0 + Math.log(2) + 1.5 * Math.log(2)) / 3,
      14,
    );
    expect(meanEntropy({ values, length: 3 }, 1)).toBeCloseTo((2.5 * Math.log(2)) / 2, 14);
  });

  it("reach as far as attention goes, on average", () => {
    // Queries 1 and 2: (½ · 1) and (¼ · 2 + ¼ · 1), over shares that sum to two.
    expect(meanDistance({ values, length: 3 }, 1)).toBe((0.5 + 0.75) / 2);
    expect(meanDistance({ values, length: 3 }, 0)).toBe((0.5 + 0.75) / 3);
    expect(meanDistance({ values: Array(9).fill(0), length: 3 }, 0)).toBeNaN();
  });

  it("are sharp by the largest share of another token that counts, where there is one to see", () => {
    const counts = [false, true, true];
    // Only query 2 has an earlier token that counts: token 1.
    expect(meanSharpest({ values, length: 3 }, counts, true)).toBe(0.25);
    // Looking both ways queries 0 and 1 have one too, and give it nothing.
    expect(meanSharpest({ values, length: 3 }, counts, false)).toBe(0.25 / 3);
    expect(meanSharpest({ values, length: 3 }, [true, false, false], true)).toBe((0.5 + 0.25) / 2);
    expect(meanSharpest({ values, length: 3 }, [false, false, false], true)).toBeNaN();
  });

  it("lie in [0, 1], and entropy in [0, ln n], for every causal pattern", () => {
    const length = 6;
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 36, maxLength: 36 }), (weights) => {
        const pattern = weights.map((w, i) =>
          i % length <= Math.floor(i / length) ? w + 1e-9 : 0,
        );
        for (let row = 0; row < length; row++) {
          const total = pattern.slice(row * length, (row + 1) * length).reduce((a, b) => a + b, 0);
          for (let k = 0; k < length; k++) pattern[row * length + k] /= total;
        }
        const score = meanAttention({ values: pattern, length }, diagonal(length, 2));
        const spread = meanEntropy({ values: pattern, length }, 0);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(spread > -1e-12 && spread <= Math.log(length)).toBe(true);
      }),
    );
  });
});
