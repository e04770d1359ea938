import { describe, expect, it } from "vitest";
import { measureFindings, spearman } from "./score-measures.ts";

describe("measureFindings", () => {
  it("counts sets over all findings together", () => {
    // Found 4, planted 4, 2 of them the same: P = R = 1/2. A name said twice counts once.
    const measured = measureFindings("f1", [
      { found: ["a", "x", "a"], planted: ["a", "b"] },
      { found: ["x", "c"], planted: ["c", "d"] },
    ]);
    expect(measured).toEqual({
      value: 0.5,
      findings: 2,
      sets: {
        planted: 4,
        recovered: 2,
        missed: [
          ["b", 1],
          ["d", 1],
        ],
        falsePositives: [["x", 2]],
      },
    });
  });

  it("is 2PR/(P + R) where too much or too little is named", () => {
    // P = 1, R = 2/3: 2 · 2/3 / (5/3) = 0.8
    const { value } = measureFindings("f1", [{ found: ["a", "b"], planted: ["a", "b", "c"] }]);
    expect(value).toBeCloseTo(0.8, 12);
    expect(measureFindings("f1", [{ found: [], planted: [] }]).value).toBe(0);
  });

  it("takes the share of answers that are right, and the mean of errors and correlations", () => {
    const answers = ["a", "b", "c", "a"].map((found) => ({ found: [found], planted: ["a"] }));
    expect(measureFindings("accuracy", answers).value).toBe(0.5);
    const estimates = [
      { estimate: 0.3, truth: 0.1 },
      { estimate: 0.5, truth: 0.9 },
    ];
    expect(measureFindings("error", estimates).value).toBeCloseTo(0.3, 12);
    const ranks = [
      { importances: [1, 2, 3], effects: [10, 20, 30] },
      { importances: [5, 5, 5], effects: [1, 2, 3] },
    ];
    expect(measureFindings("rank-correlation", ranks).value).toBeCloseTo(0.5, 12);
  });

  it("refuses nothing, and findings of another measure", () => {
    expect(() => measureFindings("f1", [])).toThrow("expected at least one, got none");
    expect(() => measureFindings("f1", [{ estimate: 1, truth: 1 }])).toThrow(
      'score: findings do not fit the measure "f1"; expected those of its measure, got { estimate, truth }.',
    );
  });
});

describe("spearman", () => {
  it("is 1 − 6 Σd² / (n(n² − 1)) without ties", () => {
    // d = 0, −1, 1, 0, 0: 1 − 6 · 2 / 120
    expect(spearman([1, 2, 3, 4, 5], [1, 3, 2, 4, 50])).toBeCloseTo(0.9, 12);
    expect(spearman([3, 2, 1], [1, 2, 3])).toBeCloseTo(-1, 12);
  });

  it("gives ties their mean rank", () => {
    // Ranks 1.5 1.5 3 4 and 1 2 3 4, about 2.5: Σxy = 4.5, Σx² = 4.5, Σy² = 5
    expect(spearman([0, 0, 1, 2], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it("ranks what is no number lowest, and finds no order in equal values", () => {
    expect(spearman([NaN, 1, 2], [1, 2, 3])).toBeCloseTo(1, 12);
    expect(spearman([7, 7], [1, 2])).toBe(0);
  });
});
