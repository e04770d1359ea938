import { describe, expect, it } from "vitest";
import { score, type ScoredRow } from "../reports/score.ts";

/**
 * What each method recovers of the phantoms, that its controls do not, and by how much. Numbers
 * are those of counts (an answer more or less shows), so that they are compared exactly up to
 * rounding; correlations of float32 importances, and the controls, of which only the size matters,
 * are bounded. A method that gets better or worse at its phantom changes a number here.
 */
async function scored(method: string): Promise<ReadonlyMap<string, ScoredRow>> {
  const { rows } = await score({ methods: [method], load: { worker: false } });
  const done = rows.filter((row) => row.status === "scored");
  return new Map(done.map((row) => [row.claim, row]));
}

function worstControl({ controls }: ScoredRow): number {
  return Math.max(...controls.map(({ value }) => value));
}

// Seconds on an idle machine; a busy one takes its time.
const TIMEOUT = 300_000;

describe("methods on the phantom", { timeout: TIMEOUT }, () => {
  it("next-token gives every planted answer; chance is one token of 152", async () => {
    const row = (await scored("next-token")).get("answer")!;
    expect(row).toMatchObject({ value: 1, findings: 71, sets: { recovered: 71 } });
    expect(worstControl(row)).toBeLessThan(0.2);
    expect(row.margin).toBeGreaterThan(0.8);
  });

  it("logit-lens finds the layer that writes the answer, but where it was the likeliest before", async () => {
    const row = (await scored("logit-lens")).get("layer")!;
    expect(row.sets).toMatchObject({ recovered: 28, planted: 30 });
    expect(worstControl(row)).toBeLessThan(0.1);
    expect(row.margin).toBeGreaterThan(0.8);
  });

  it("patch finds every position of the path, and the heads that differ between the runs", async () => {
    const rows = await scored("patch");
    const path = rows.get("path")!;
    expect(path).toMatchObject({ value: 1, sets: { recovered: 60, falsePositives: [] } });
    // Any transformer has the difference at the word that differs first, and at the end last.
    expect(worstControl(path)).toBeLessThan(0.8);
    expect(path.margin).toBeGreaterThan(0.2);
    const heads = rows.get("heads")!;
    expect(heads.sets).toMatchObject({ recovered: 21, planted: 30, falsePositives: [] });
    // 2 · 21 / (30 + 21)
    expect(heads.value).toBeCloseTo(0.8235, 4);
    expect(heads.margin).toBeGreaterThan(0.5);
    expect(heads.sets!.missed.map(([name]) => name).sort()).toEqual(["L0H1", "L1H3", "L3H0"]);
  });

  it("project puts prompts of one feeling side by side; chance is a third", async () => {
    const row = (await scored("project")).get("feelings")!;
    expect(row).toMatchObject({ value: 1, findings: 15 });
    expect(worstControl(row)).toBeLessThan(0.5);
    expect(row.margin).toBeGreaterThan(0.5);
  });

  it("head-scores finds the previous-token and the induction head, not the one for names", async () => {
    const row = (await scored("head-scores")).get("roles")!;
    expect(row.sets).toMatchObject({ recovered: 2, missed: [["L0H1", 1]], falsePositives: [] });
    expect(worstControl(row)).toBe(0);
    expect(row.margin).toBeCloseTo(0.8, 12);
  });

  it("integrated-gradients orders positions better than a model that learned nothing", async () => {
    const row = (await scored("integrated-gradients")).get("positions")!;
    expect(row.value).toBeGreaterThan(0.55);
    expect(worstControl(row)).toBeLessThan(0.35);
    expect(row.margin).toBeGreaterThan(0.3);
  });

  it("head-roles names the heads that the answer needs, and not the one that only looks", async () => {
    const rows = await scored("head-roles");
    const needed = rows.get("needed")!;
    // Two heads in each of four prompts of induction, three in four of the indirect object's: its
    // backup does nothing until the name mover is cut. L0H2, the distractor, is never among them.
    expect(needed.sets).toMatchObject({ recovered: 20, planted: 20, falsePositives: [] });
    expect(worstControl(needed)).toBeLessThan(0.5);
    expect(needed.margin).toBeGreaterThan(0.5);
    const effects = rows.get("effects")!;
    expect(effects.value).toBeGreaterThan(0.98);
    expect(effects.margin).toBeGreaterThan(0.4);
  });

  it("composition puts the five pairs that were wired on top; random weights have none", async () => {
    const row = (await scored("composition")).get("pairs")!;
    expect(row).toMatchObject({ value: 1, sets: { recovered: 5, planted: 5, missed: [] } });
    expect(worstControl(row)).toBeLessThan(0.3);
  });

  it("alti-logit orders positions only weakly, but better than a model that learned nothing", async () => {
    const row = (await scored("alti-logit")).get("positions")!;
    expect(row.value).toBeGreaterThan(0.2);
    expect(row.value).toBeLessThan(0.45);
    expect(worstControl(row)).toBeLessThan(0.2);
    expect(row.margin).toBeGreaterThan(0.1);
  });

  it("attention-pattern is fooled: heads that attend strongly and do nothing are named", async () => {
    const rows = await scored("attention-pattern");
    const heads = rows.get("heads")!;
    const fooled = new Map(heads.sets!.falsePositives);
    expect(fooled.get("L0H0")).toBe(24);
    expect(fooled.get("L0H2")).toBeGreaterThan(0);
    expect(heads.margin).toBeGreaterThan(0.3);
    // The order of importance says next to nothing.
    const importance = rows.get("importance")!;
    expect(importance.value).toBeLessThan(0.3);
    expect(importance.margin).toBeLessThan(0.2);
  });

  it("next-token-calibration errs more where training shifted the chances more", async () => {
    const row = (await scored("next-token-calibration")).get("shift")!;
    // Four shifts (0, 0.1, 0.2, 0.3): one pair out of order makes 0.8.
    expect(row.value).toBeGreaterThanOrEqual(0.8);
    const [random] = row.controls;
    expect(random).toMatchObject({ control: "random-weights" });
    expect(random.value).toBeLessThan(0.5);
  });
});
