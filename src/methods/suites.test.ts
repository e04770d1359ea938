import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import { evaluateSuite } from "../suites/evaluate.ts";
import { loadSuite } from "../suites/load.ts";
import { patch, type PatchData } from "./causal/patch.ts";
import { nextToken } from "./features/next-token.ts";

const WIRED = path.join(import.meta.dirname, "../../models/phantom-wired");

let wired: Model;
let stories: Model;
beforeAll(async () => {
  wired = await loadModel(WIRED, { worker: false });
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  await wired.close();
  await stories.close();
});

const few = { name: "indirect-object", count: 6 };
const plain = { sites: ["resid_pre"] } as const;

describe("a method on a suite", () => {
  it("keeps which cases it ran on, how the model does on them, and the command", async () => {
    const result = await patch({ model: wired, suite: few }, { ...plain, seed: 3 });
    expect(result.input).toEqual({
      kind: "suite",
      count: 6,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      suite: { name: "indirect-object", variant: "wired", seed: 3 },
    });
    expect(result.evidence).toMatchObject({ suiteAccuracy: 1 });
    expect(result.warnings).toEqual([]);
    expect(result.reproduce).toContain(
      `--suite '{"name":"indirect-object","count":6}' --sites resid_pre`,
    );
    expect(result.options.target).toEqual({
      kind: "diff",
      a: { kind: "logit", id: { answer: 0 } },
      b: { kind: "logit", id: { answer: 1 } },
    });
    expect(JSON.stringify(await patch({ model: wired, suite: few }, { ...plain, seed: 3 }))).toBe(
      JSON.stringify(result),
    );
  });

  it("says first of all where the model fails at it", async () => {
    const suite = await loadSuite("indirect-object", { model: stories, count: 6 });
    const { accuracy, correct, passes } = await evaluateSuite(stories, suite);
    expect(passes).toBe(false);
    const result = await patch({ model: stories, suite }, plain);
    expect(result.warnings[0]).toMatchObject({
      id: "common.suite-failed",
      params: { suite: "indirect-object", correct, count: 6 },
    });
    expect(result.evidence.suiteAccuracy).toBe(accuracy);
  });

  it("is refused by one that takes none, and where the suite is not there", async () => {
    await expect(nextToken({ model: wired, suite: "induction" } as never)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    await expect(patch({ model: wired, suite: "inducton" })).rejects.toThrow(/"induction"/);
  });
});

describe("patch on a suite", () => {
  it("gives the mean of what it gives on its pairs", async () => {
    const suite = await loadSuite("factual-recall", { model: wired, count: 4 });
    const { data } = await patch({ model: wired, suite }, plain);
    expect(data.columns).toEqual(["country", "end"]);
    const each: PatchData[] = [];
    for (const { clean, corrupted, answers } of suite.cases) {
      const [a, b] = answers.map(({ id }) => ({ kind: "logit", id }) as const);
      const target = { kind: "diff", a, b } as const;
      each.push((await patch({ model: wired, clean, corrupted }, { ...plain, target })).data);
    }
    const mean = (pick: (one: PatchData) => number): number =>
      each.reduce((sum, one) => sum + pick(one), 0) / each.length;
    expect(data.clean).toBeCloseTo(
      mean((one) => one.clean),
      5,
    );
    const length = each[0].sweeps[0].values.dims[1];
    for (const layer of data.layers) {
      for (const [column, position] of [4, 5].entries()) {
        const alone = mean((one) => Number(one.sweeps[0].values.data[layer * length + position]));
        expect(Number(data.sweeps[0].values.data[2 * layer + column])).toBeCloseTo(alone, 4);
      }
    }
  });

  it("finds the name's way in the wired model: S2, then the end", async () => {
    const { data } = await patch({ model: wired, suite: "indirect-object" }, plain);
    const effect = (layer: number, column: string): number => {
      const { dims, data: values } = data.sweeps[0].effects;
      return Number(values[layer * dims[1] + data.columns!.indexOf(column)]);
    };
    // Which name came again is at the second S until the inhibition head of layer 1 takes it to the end.
    expect(effect(0, "S#2")).toBeCloseTo(1, 1);
    expect(effect(1, "S#2")).toBeCloseTo(1, 1);
    expect(effect(2, "end")).toBeCloseTo(1, 1);
    expect(Math.abs(effect(1, "place"))).toBeLessThan(0.01);
  });
});

describe("targets, edits and means of a suite", () => {
  it("are resolved case by case", async () => {
    const suite = { name: "indirect-object", count: 4 };
    const options = { ...plain, heads: false, layers: [0] };
    const target = { kind: "logit", token: { answer: 0 } } as const;
    const { data } = await patch({ model: wired, suite }, { ...options, target });
    const { cases } = await loadSuite("indirect-object", { model: wired, count: 4 });
    const runs = cases.map(({ clean, answers }) => ({
      input: clean,
      target: { kind: "logit", id: answers[0].id } as const,
    }));
    const alone = (await wired.evaluate(runs).all()).map(({ value }) => value!);
    expect(data.clean).toBeCloseTo(alone.reduce((sum, value) => sum + value, 0) / 4, 4);
  });

  it("take a suite's prompts for a mean, and a slot for a position", async () => {
    const at = "blocks.0.hook_resid_pre";
    const where = { pos: { slot: "S#2" } };
    const edits = [
      { at, where, do: "mean", with: { mean: { suite: "indirect-object" }, over: "all" } },
    ] as const;
    const options = { ...plain, heads: false, layers: [0], edits };
    const result = await patch({ model: wired, suite: few }, options);
    // Without its second S no name is held back: the two are alike.
    expect(result.evidence.suiteAccuracy).toBeLessThan(1);
    expect(result.options.edits).toEqual(edits);
  });

  it("mean nothing outside a suite", async () => {
    const target = { kind: "logit", id: { answer: 0 } } as const;
    await expect(wired.gradient("Mary", { target, wrt: ["hook_embed"] })).rejects.toThrow(
      /only a suite's case says/,
    );
    const edit = {
      at: "hook_embed",
      do: "mean",
      with: { mean: { suite: "x" }, over: "all" },
    } as const;
    await expect(wired.run("Mary", { edits: [edit] })).rejects.toThrow(/mean over a suite/);
  });
});
