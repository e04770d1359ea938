import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel } from "../../test/helpers/fixtures.ts";
import { loadModel } from "../model/load.ts";
import { tokenText } from "../methods/shared/tokens.ts";
import type { Model } from "../model/types.ts";
import { inspect, type InspectReport } from "./inspect.ts";
import { reportMessages } from "./messages.ts";

const TEXT = "Once upon a time, there was a little girl named Lily.";
const TEXTS = { texts: ["The dog ran to the park.", "Mia had a red ball."], source: "two texts" };

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

describe("inspect", () => {
  let report: InspectReport;
  beforeAll(async () => {
    report = await inspect({ model, input: TEXT, texts: TEXTS }, { seed: 1 });
  });

  it("does every analysis on a causal language model", () => {
    expect(report.skipped).toEqual([]);
    expect(report.results.map(({ method }) => method.id)).toEqual([
      "next-token",
      "integrated-gradients",
      "logit-lens",
      "head-scores",
      "head-roles",
      "attention-pattern",
      "patch",
      "next-token-calibration",
      "project",
    ]);
    expect(report.findings).toHaveLength(3);
  });

  it("has words for every fact of evidence and every picture, in both languages", () => {
    const { en, zh } = reportMessages;
    const ids = report.results.flatMap(({ method, result }) => [
      `guide.${method.id}.ask`,
      ...Object.keys(result.evidence).map((name) => `evidence.${name}`),
    ]);
    expect(ids.filter((id) => en[id] === undefined || zh[id] === undefined)).toEqual([]);
  });

  it("explains the top next token against the runner-up, in every analysis that has a target", () => {
    const [a, b] = report.data["next-token"]!.data.ids.data as Int32Array;
    const logit = (id: number) => ({ kind: "logit", id, position: -1 });
    const target = { kind: "diff", a: logit(a), b: logit(b) };
    expect(report.data["integrated-gradients"]!.options.target).toEqual(target);
    expect(report.data.patch!.options.target).toEqual(target);
    const { logits } = report.data["next-token"]!.data;
    const difference = Number(logits.data[0]) - Number(logits.data[1]);
    expect(report.data.patch!.data.clean).toBeCloseTo(difference, 4);
  });

  it("alters one token, of the largest attribution before the last", () => {
    const scores = report.data["integrated-gradients"]!.data.scores.data as Float64Array;
    const sizes = scores.subarray(0, -1).map(Math.abs);
    const { position, clean, corrupted } = report.partner!;
    expect(sizes[position]).toBe(Math.max(...sizes));
    const [before, after] = [clean.ids as number[], corrupted.ids as number[]];
    expect(before.filter((id, at) => id !== after[at])).toHaveLength(1);
    expect(before[position]).not.toBe(after[position]);
  });

  it("tests the token of largest attribution with eight others that are likely in its place", async () => {
    const scores = report.data["integrated-gradients"]!.data.scores.data as Float64Array;
    const { position, replacements, clean, replaced } = report.replacement!;
    expect(Math.abs(scores[position])).toBe(Math.max(...scores.map(Math.abs)));
    expect(clean).toBeCloseTo(report.data.patch!.data.clean, 4);

    const { ids } = report.row;
    const before = await model.run({ ids }, { logits: [position - 1] });
    const likeliest = [...before.logits!.data.keys()]
      .filter((id) => id > 2 && id !== ids[position] && tokenText(model, id).trim() !== "")
      .sort((a, b) => Number(before.logits!.data[b]) - Number(before.logits!.data[a]))
      .slice(0, 8);
    expect(replacements).toEqual(likeliest.map((id) => tokenText(model, id)));

    const [a, b] = report.data["next-token"]!.data.ids.data as Int32Array;
    let sum = 0;
    for (const id of likeliest) {
      const { logits } = await model.run({ ids: ids.with(position, id) }, { logits: "last" });
      sum += Number(logits!.data[a]) - Number(logits!.data[b]);
    }
    expect(replaced).toBeCloseTo(sum / 8, 4);
  });

  it("draws the same with the same seed, and another token with another", async () => {
    const replaced = async (seed: number): Promise<string> => {
      const { partner } = await inspect({ model, input: TEXT }, { seed });
      return partner!.replacement;
    };
    expect(await replaced(1)).toBe(report.partner!.replacement);
    const others = [await replaced(2), await replaced(3), await replaced(4)];
    expect(new Set([report.partner!.replacement, ...others]).size).toBeGreaterThan(1);
  });

  it("keeps what is done when the caller stops it", async () => {
    const controller = new AbortController();
    const stopped = await inspect(
      { model, input: TEXT },
      {
        signal: controller.signal,
        onStep: (_, index) => {
          if (index === 2) controller.abort();
        },
      },
    );
    expect(stopped.stopped).toBe(true);
    expect(stopped.results.map(({ method }) => method.id)).toEqual([
      "next-token",
      "integrated-gradients",
    ]);
    expect(stopped.findings).toHaveLength(2);
  });

  it("says why an analysis was left out", async () => {
    const { skipped, results } = await inspect({ model, input: "a" });
    expect(skipped.map(({ method }) => method.id)).toEqual(["project"]);
    expect(skipped[0].error.message).toMatch(/^project: /);
    expect(results.length).toBeGreaterThan(3);
  });

  it("does not hide that a target given cannot be asked", async () => {
    const target = { kind: "logit", token: " zzzz" } as const;
    await expect(inspect({ model, input: TEXT }, { target })).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
    });
  });

  it("refuses an empty text", async () => {
    await expect(inspect({ model, input: "" })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("inspect of a model that reads both ways", () => {
  let bert: Model;
  beforeAll(async () => {
    bert = await fixtureModel("bert");
  });
  afterAll(() => bert.close());

  it("looks at the mask, and says which analyses do not apply", async () => {
    const { position, skipped, data, findings } = await inspect({
      model: bert,
      input: "the [MASK] sat",
    });
    expect(position).toBe(2);
    expect(skipped.map(({ method }) => method.id)).toEqual(["next-token"]);
    expect(data["integrated-gradients"]!.data.target).toMatch(/^logit\(/);
    expect(findings).toHaveLength(2);
  });

  it("explains no prediction where the text asks for none", async () => {
    const { position, skipped, results } = await inspect({ model: bert, input: "the cat sat" });
    expect(position).toBeNull();
    expect(skipped.map(({ method }) => method.id)).toEqual([
      "next-token",
      "integrated-gradients",
      "head-roles",
      "patch",
    ]);
    expect(results.length).toBeGreaterThan(0);
  });
});
