import { describe, expect, it, vi } from "vitest";
import { bundledModels } from "../bundled/models.ts";
import { score } from "./score.ts";
import { scoreJson, scoreMarkdown } from "./score-markdown.ts";
import { shuffled } from "./score-trial.ts";

const load = { worker: false } as const;

// Seconds on an idle machine; a busy one takes its time.
describe("score", { timeout: 120_000 }, () => {
  it("says why a claim about a phantom that is not there is not scored", async () => {
    vi.spyOn(bundledModels, "has").mockReturnValue(false);
    const report = await score({ methods: ["ece"], load });
    vi.restoreAllMocks();
    expect(report.rows).toMatchObject([
      {
        method: "next-token-calibration",
        status: "not-scored",
        reason: { code: "UNSUPPORTED", details: { model: "phantom" } },
      },
    ]);
    expect(scoreMarkdown(report)).toMatch(/^- next-token-calibration shift \(.*\), not scored: /);
    expect(scoreMarkdown(report, "zh")).toContain("未评分：体模“phantom”尚未随本软件包提供。");
    expect(JSON.parse(scoreJson(report))).toMatchObject({
      rows: [{ reason: expect.stringContaining('the phantom "phantom" is not in this package') }],
    });
  });

  it("says why a claim about a world is not scored on a wired model", async () => {
    const model = "phantom-wired";
    const { rows } = await score({ methods: ["next-token-calibration"], model, load });
    expect(rows).toMatchObject([
      { status: "not-scored", model, reason: { id: "error.score-kind" } },
    ]);
  });

  it("takes another phantom in the place of the claims' own, and counts what it cost", async () => {
    const steps: string[] = [];
    const { rows } = await score({
      ...{ methods: ["head-scores"], model: "phantom-wired-noisy", load },
      onStep: ({ label, done, total }) => steps.push(`${label} ${done}/${total}`),
    });
    // 8 rows of random tokens, asked for by the claim.
    expect(rows).toMatchObject([{ model: "phantom-wired-noisy", cost: { rows: 8 } }]);
    expect(steps).toEqual(["head-scores roles 0/1", " 1/1"]);
  });

  it("refuses unknown methods, models without truth, and stops when told to", async () => {
    const failing = async (options: Parameters<typeof score>[0]): Promise<unknown> =>
      score({ load, ...options }).catch((error: unknown) => error);
    expect(await failing({ methods: ["pach"] })).toMatchObject({ code: "UNKNOWN_NAME" });
    const stories = { methods: ["patch"], model: "stories260k" };
    expect(await failing(stories)).toMatchObject({ id: "error.no-truth" });
    expect(await failing({ signal: AbortSignal.abort() })).toMatchObject({ code: "ABORTED" });
  });
});

describe("shuffled", () => {
  it("puts the words in another order, the same for texts of as many words", () => {
    const words = "When Mary and John went to the shop".split(" ");
    const other = words.map((word) => `${word}!`);
    const result = shuffled(words.join(" "), 1).split(" ");
    expect(result).not.toEqual(words);
    expect([...result].sort()).toEqual([...words].sort());
    expect(shuffled(other.join(" "), 1)).toBe(result.map((word) => `${word}!`).join(" "));
    expect(shuffled("a b", 1)).toBe("b a");
  });
});
