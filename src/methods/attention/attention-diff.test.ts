import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import type { PlainView, ViewSpec } from "../../view/spec.ts";
import { attentionDiff, type AttentionDiffOptions } from "./attention-diff.ts";

const clean = "The girl had a toy.";
const corrupted = "The boy had a toy.";

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

/** A model's own patterns, `[layer][head][query][key]` by a look-up. */
async function patternsOf(
  subject: Model,
  input: string,
): Promise<(layer: number, head: number, query: number, key: number) => number> {
  const sites = subject.sites("attn.pattern").map(({ name }) => name);
  const { cache } = await subject.run(input, { capture: sites });
  return (layer, head, query, key) => {
    const { dims, data } = cache.get(sites[layer]);
    return Number(data[(head * dims[2] + query) * dims[3] + key]);
  };
}

const leaves = (view: ViewSpec): readonly PlainView[] =>
  view.kind === "stack" ? view.children.flatMap(leaves) : [view];

describe("attentionDiff of two texts", () => {
  it("averages how much of each query's attention moved", async () => {
    const { data, evidence } = await attentionDiff({ model, clean, corrupted });
    const [a, b] = [await patternsOf(model, clean), await patternsOf(model, corrupted)];
    const { length } = model.prepare(clean)[0].ids;
    for (const [layer, head] of [
      [0, 0],
      [2, 5],
      [4, 7],
    ]) {
      let sum = 0;
      for (let query = 1; query < length; query++) {
        for (let key = 0; key < length; key++) {
          sum += Math.abs(a(layer, head, query, key) - b(layer, head, query, key)) / 2;
        }
      }
      // The same float32 patterns: run alone or in a batch they differ by 1e-6 at most.
      expect(data.distances.data[layer * 8 + head]).toBeCloseTo(sum / (length - 1), 5);
    }
    expect(evidence).toMatchObject({ measure: "total-variation", queries: "q ≥ 1", rows: 2 });
    expect(data.compared).toBe("texts");
  });

  it("changes nothing before the first token that differs", async () => {
    const { data } = await attentionDiff({ model, clean, corrupted });
    const [first] = data.differing;
    const { length } = data.tokens;
    expect(first).toBeGreaterThan(1);
    expect(data.tokens[first].text).toContain("→");
    data.byQuery.data.forEach((value, i) => {
      // A longer prefix in the same batch: float32 noise alone.
      if (i % length < first) expect(Number(value)).toBeLessThan(1e-5);
    });
  });

  it("finds the weight that changes most in the head that changes most", async () => {
    const { data } = await attentionDiff({ model, clean, corrupted }, { top: 3 });
    const [a, b] = [await patternsOf(model, clean), await patternsOf(model, corrupted)];
    const [most, next] = data.strongest;
    expect(data.strongest).toHaveLength(3);
    expect(most.distance).toBe(Math.max(...(data.distances.data as Float64Array)));
    expect(most.distance).toBeGreaterThanOrEqual(next.distance);
    expect([data.shown.layer, data.shown.head]).toEqual([most.layer, most.head]);
    let largest = 0;
    for (let query = 0; query < data.tokens.length; query++) {
      for (let key = 0; key <= query; key++) {
        const change = b(most.layer, most.head, query, key) - a(most.layer, most.head, query, key);
        if (Math.abs(change) > Math.abs(largest)) largest = change;
      }
    }
    expect(most.change).toBeCloseTo(largest, 5);
  });

  it("measures Jensen–Shannon between the bounds that total variation gives it", async () => {
    const layers = [1, -1];
    const [tv, js] = [
      await attentionDiff({ model, clean, corrupted }, { layers }),
      await attentionDiff({ model, clean, corrupted }, { layers, measure: "jensen-shannon" }),
    ];
    expect(js.data.layers).toEqual([1, 4]);
    js.data.byQuery.data.forEach((value, i) => {
      const moved = Number(tv.data.byQuery.data[i]);
      // Lin 1991, theorem 3: JS ≤ TV ln 2; Pinsker: JS ≥ TV² / 2. Float32 patterns.
      expect(Number(value)).toBeLessThan(moved * Math.LN2 + 1e-5);
      expect(Number(value)).toBeGreaterThan(moved ** 2 / 2 - 1e-5);
    });
  });

  it("sees the wired induction head lose its match, and nothing else move", async () => {
    const wired = await loadModel("phantom-wired", { worker: false });
    // The last "red" looks at what followed the first; with "green" there it rests on <bos>.
    const pair = {
      clean: "red yellow brown purple silver cyan red",
      corrupted: "green yellow brown purple silver cyan red",
    };
    const { data } = await attentionDiff({ model: wired, ...pair });
    data.distances.data.forEach((value, place) => {
      // One of seven queries moves all of its attention; wired softmaxes leave 1e-7 elsewhere.
      expect(Math.abs(Number(value) - (place === 4 ? 1 / 7 : 0))).toBeLessThan(1e-6);
    });
    expect(data.strongest[0]).toMatchObject({ name: "L1H0", query: 7 });
    expect(Math.abs(data.strongest[0].change)).toBeCloseTo(1, 6);
    await wired.close();
  });

  it("shows both sides and the difference of the head that changes most", async () => {
    const result = await attentionDiff({ model, clean, corrupted });
    const [sides] = leaves(result.view());
    expect(sides).toMatchObject({
      kind: "difference",
      data: "/data/first",
      slices: [{ at: result.data.shown.layer }, { at: result.data.shown.head }],
    });
  });
});

describe("attentionDiff of two models", () => {
  it("finds no difference between a model and itself, and one to its random twin", async () => {
    const twin = await model.twin({ seed: 1 });
    const same = await attentionDiff({ models: [model, model], input: clean });
    const other = await attentionDiff({ models: [model, twin], input: clean });
    expect(Math.max(...(same.data.distances.data as Float64Array))).toBe(0);
    const [a, b] = [await patternsOf(model, clean), await patternsOf(twin, clean)];
    const { length } = other.data.tokens;
    let sum = 0;
    for (let query = 1; query < length; query++) {
      for (let key = 0; key < length; key++) {
        sum += Math.abs(a(3, 4, query, key) - b(3, 4, query, key)) / 2;
      }
    }
    expect(other.data.distances.data[3 * 8 + 4]).toBeCloseTo(sum / (length - 1), 5);
    expect(other.data).toMatchObject({ compared: "models", differing: [] });
    expect(other.evidence.rows).toBe(2);
    await twin.close();
  });

  it("refuses models whose heads do not match", async () => {
    const gpt2 = await fixtureModel("gpt2");
    await expect(
      attentionDiff({ models: [model, gpt2], input: { ids: [1, 2, 3] } }),
    ).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("got 5 × 8 (causal) and 2 × 4 (causal)") as string,
    });
    await gpt2.close();
  });
});

describe("attentionDiff", () => {
  it("refuses texts that cannot be aligned, that are the same, or of one token", async () => {
    const refused = (a: string | { ids: number[] }, b: string | { ids: number[] }) =>
      expect(attentionDiff({ model, clean: a, corrupted: b })).rejects;
    await refused({ ids: [1, 5, 6] }, { ids: [1, 5, 7, 8] }).toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("must have equally many tokens; got 3 and 4") as string,
    });
    await refused(clean, clean).toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("are the same tokens") as string,
    });
    await refused({ ids: [5] }, { ids: [6] }).toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("the text has one token") as string,
    });
  });

  it.each<[AttentionDiffOptions, string]>([
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ heads: [-9] }, "the model has no head -9; expected -8 to 7"],
    [{ measure: "l2" } as never, "expected one of total-variation, jensen-shannon"],
    [{ budget: 1000 }, "2 × 5 × 8 patterns of"],
  ])("refuses %j", async (options, message) => {
    await expect(attentionDiff({ model, clean, corrupted }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
