import { describe, expect, it } from "vitest";
import { VitrineError } from "../errors.ts";
import type { ScoredClaim, ScoreReport } from "../reports/score.ts";
import { scoreMarkdown } from "../reports/score-markdown.ts";
import { textWidth } from "../view/text-width.ts";
import { quietShell } from "../../test/helpers/shell.ts";
import { scoreText } from "./score-text.ts";

const claim: ScoredClaim = {
  method: "patch",
  claim: "heads",
  model: "phantom-wired",
  planted: ["facts", "brackets"],
  about: { en: "heads with <unk> | more", zh: "注意力头" },
  measure: "f1",
};

const report: ScoreReport = {
  schema: 1,
  vitrine: "0.0.0",
  rows: [
    {
      ...{ ...claim, status: "scored", value: 0.8, findings: 2, margin: -0.1 },
      sets: {
        ...{ planted: 3, recovered: 2, missed: [["L0H1", 1]] },
        falsePositives: [
          ["L0H0", 4],
          ["L0H2", 2],
          ["L1H0", 1],
          ["L1H1", 1],
        ],
      },
      controls: [{ control: "random-weights", value: 0.9, values: [0.9] }],
      cost: { rows: 12, seconds: 1.26 },
    },
    { ...claim, status: "not-scored", reason: new VitrineError("UNSUPPORTED", "score: no.") },
  ],
};

describe("scoreText", () => {
  it("has the score beside its control, what was missed and what was named falsely", () => {
    const text = scoreText(report, quietShell).replace(/ +/g, " ");
    expect(text).toBe(
      [
        ...["patch heads", "heads with <unk> | more", "planted phantom-wired: facts, brackets"],
        ...["F1 0.80", "random weights 0.90", "margin −0.10", "recovered 2 of 3"],
        ...["missed 1: L0H1 ×1", "false positives 8: L0H0 ×4, L0H2 ×2, L1H0 ×1, …"],
        ...[
          "cost 12 rows, 1.3 s",
          "",
          "patch heads (heads with <unk> | more), not scored: score: no.",
        ],
      ].join("\n"),
    );
  });

  it("speaks Chinese, within the terminal's width", () => {
    const text = scoreText(report, { ...quietShell, language: "zh", width: 40 });
    expect(text).toContain("随机权重");
    expect(text.split("\n").filter((line) => textWidth(line) > 40)).toEqual([]);
  });
});

describe("scoreMarkdown", () => {
  it("is a table of what is scored, and a list of what is not", () => {
    const lines = scoreMarkdown(report).split("\n");
    expect(lines[2]).toBe(
      "| `patch` | heads with &lt;unk> \\| more (phantom-wired: facts, brackets) | F1 | 0.80 | 2/3 | 8: L0H0 ×4, L0H2 ×2, L1H0 ×1, … | 0.90 | – | −0.10 | 12 rows, 1.3 s |",
    );
    expect(lines.slice(3)).toEqual([
      "",
      "- patch heads (heads with <unk> | more), not scored: score: no.",
    ]);
  });
});
