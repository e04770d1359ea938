import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carried, streamAt } from "../../../test/helpers/carried.ts";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model, Row } from "../../model/types.ts";
import { routesTo } from "../shared/route-graph.ts";
import { informationFlow, type InformationFlowOptions } from "./information-flow.ts";

const ROW: Row = { ids: [3, 1, 4, 1, 5] };
const LENGTH = 5;
const HEADS = 4;
const FAMILIES = ["gpt2", "llama-gqa", "bert-masked-lm"] as const;
/** Shares of L1 norms of float32 differences: 1e-6 of the sums each, over up to 20 parts. */
const TOLERANCE = 2e-5;

const models = new Map<string, Model>();
let stories: Model;
beforeAll(async () => {
  for (const name of FAMILIES) models.set(name, await fixtureModel(name));
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  for (const model of [stories, ...models.values()]) await model.close();
});

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, x) => sum + x, 0);

/** max(0, ‖y‖₁ − ‖y − z‖₁). */
function near(part: readonly number[], whole: readonly number[]): number {
  const distance = sumOf(whole.map((value, i) => Math.abs(value - part[i])));
  return Math.max(0, sumOf(whole.map(Math.abs)) - distance);
}

/** Takes vectors through a LayerNorm that follows, by hand; as they are where none does. */
async function throughNorm(model: Model, norm: "ln1" | "ln2", isPost: boolean) {
  if (!isPost) return (vector: readonly number[]): readonly number[] => vector;
  const [site] = model.sites(`${norm}.scale`, { layers: [1] });
  const gain = await model.weight(site.name.replace("hook_scale", "w"));
  const scale = await streamAt(model, ROW, 1, `${norm}.scale`);
  return (vector: readonly number[], pos: number): readonly number[] => {
    const mean = sumOf(vector) / vector.length;
    return vector.map((x, i) => ((x - mean) * Number(gain.data[i])) / scale[pos][0]);
  };
}

describe.each(FAMILIES)("informationFlow on %s", (name) => {
  it("gives each head's and token's vector its share by L1 distance", async () => {
    const model = models.get(name)!;
    const isPost = name.startsWith("bert");
    const { data, evidence } = await informationFlow({ model, input: ROW });
    // Sums of float32 vectors, relative to the largest number.
    expect(evidence.sumGap).toBeLessThan(1e-5);
    const [first, second] = [
      await throughNorm(model, "ln1", isPost),
      await throughNorm(model, "ln2", isPost),
    ];
    const width = model.config.dModel;
    const lost = await carried(model, ROW, 1, "attn.result");
    const stream = await streamAt(model, ROW, 1, "resid_pre");
    const middle = await streamAt(model, ROW, 1, isPost ? "ln1.out" : "resid_mid");
    const mlp = await streamAt(model, ROW, 1, "mlp_out");
    const end = await streamAt(model, ROW, 1, isPost ? "normalized_resid_post" : "resid_post");
    const expectNear = (ours: unknown, at: number, value: number): void =>
      expect(Math.abs((ours as Float64Array)[at] - value)).toBeLessThan(TOLERANCE);
    for (let query = 0; query < LENGTH; query++) {
      const parts = Array.from({ length: HEADS * LENGTH }, (_, i) => {
        const [head, key] = [Math.floor(i / LENGTH), i % LENGTH];
        const vector = lost[key][query].slice(head * width, (head + 1) * width);
        return near(first(vector, query), middle[query]);
      });
      const residual = near(first(stream[query], query), middle[query]);
      const all = sumOf(parts) + residual;
      parts.forEach((part, i) => {
        const [head, key] = [Math.floor(i / LENGTH), i % LENGTH];
        const cell = ((HEADS + head) * LENGTH + query) * LENGTH + key;
        expectNear(data.attention.data, cell, part / all);
      });
      expectNear(data.residual.data, LENGTH + query, residual / all);
      const [own, passed] = [mlp, middle].map((from) =>
        near(second(from[query], query), end[query]),
      );
      expectNear(data.mlp.data, LENGTH + query, own / (own + passed));
      expectNear(data.residualMlp.data, LENGTH + query, passed / (own + passed));
    }
  });
});

describe("routesTo", () => {
  const layer = {
    layer: 0,
    attention: Float64Array.of(0.6, 0, 0.5, 0.1),
    residual: [0.4, 0.4],
    mlp: [0.25, 0.25],
    residualMlp: [0.75, 0.75],
  };

  it("follows edges above the threshold from the top down", () => {
    const { edges, reach } = routesTo(1, [layer], 2, 0.15);
    const own = { layer: 0, head: null, from: 1, to: 1 };
    expect(edges).toEqual([
      { ...own, kind: "mlp", importance: 0.25 },
      { ...own, kind: "residual-mlp", importance: 0.75 },
      { ...own, kind: "residual", importance: 0.4 },
      { layer: 0, kind: "attention", head: 0, from: 0, to: 1, importance: 0.5 },
    ]);
    expect([...reach]).toEqual([0.5, 0.4, 0, 1]);
  });

  it("leaves out what only a dropped edge leads to", () => {
    const above = { ...layer, layer: 1, attention: Float64Array.of(0.6, 0, 0.05, 0.55) };
    const { edges, reach } = routesTo(1, [layer, above], 2, 0.3);
    // The MLP's edges are dropped: 0.75 from the top, then 0.4 + 0.55 below attention.
    expect(edges.filter(({ from, to }) => from !== to)).toHaveLength(1);
    expect(reach[3]).toBeCloseTo(0.75 * 0.95, 12);
    expect(reach[0]).toBeCloseTo(0.75 * 0.95 * 0.75 * 0.5, 12);
    expect(reach[2]).toBe(0);
  });

  it("keeps nothing above one", () => {
    expect(routesTo(0, [layer], 2, 1).edges).toEqual([]);
  });
});

describe("informationFlow", () => {
  const input = "Once upon a time";

  it("makes what enters each node sum to one, and adds heads up where asked", async () => {
    const apart = await informationFlow({ model: stories, input });
    const added = await informationFlow({ model: stories, input }, { edges: "layer" });
    const [layers, heads, length] = apart.data.attention.dims;
    expect(added.data.attention.dims).toEqual([layers, 1, length, length]);
    expect(added.data.edges.every(({ head }) => head === null)).toBe(true);
    const all = apart.data.attention.data as Float64Array;
    for (let layer = 0; layer < layers; layer++) {
      for (let query = 0; query < length; query++) {
        let sum = Number(apart.data.residual.data[layer * length + query]);
        for (let key = 0; key < length; key++) {
          const cells = Array.from(
            { length: heads },
            (_, head) => all[((layer * heads + head) * length + query) * length + key],
          );
          const together = added.data.attention.data[(layer * length + query) * length + key];
          expect(together).toBeCloseTo(sumOf(cells), 12);
          sum += sumOf(cells);
        }
        expect(sum).toBeCloseTo(1, 12);
      }
    }
  });

  it("keeps every route at threshold 0, and fewer edges above", async () => {
    const every = await informationFlow({ model: stories, input }, { threshold: 0 });
    expect(every.evidence.kept).toBeCloseTo(1, 12);
    const some = await informationFlow({ model: stories, input });
    expect(Number(some.evidence.edges)).toBeLessThan(Number(every.evidence.edges));
    expect(some.data.edges.every(({ importance }) => importance > 0.04)).toBe(true);
    expect(Number(some.evidence.kept)).toBeLessThan(1);
  });

  it("makes what is above the threshold sum to one again", async () => {
    const options = { threshold: 0.1, renormalize: true };
    const plain = await informationFlow({ model: stories, input }, { threshold: 0.1 });
    const again = await informationFlow({ model: stories, input }, options);
    const [, heads, length] = plain.data.attention.dims;
    const query = length - 1;
    const cells = Array.from({ length: heads * length }, (_, i) => {
      const [head, key] = [Math.floor(i / length), i % length];
      return (head * length + query) * length + key;
    });
    const kept = (value: number): number => (value > 0.1 ? value : 0);
    const residual = kept(Number(plain.data.residual.data[query]));
    const before = cells.map((cell) => kept(Number(plain.data.attention.data[cell])));
    const sum = sumOf(before) + residual;
    cells.forEach((cell, i) =>
      expect(again.data.attention.data[cell]).toBeCloseTo(before[i] / sum, 12),
    );
    expect(again.data.residual.data[query]).toBeCloseTo(residual / sum, 12);
  });

  it("reads one token, and a padded row as the row alone", async () => {
    const one = await informationFlow({ model: stories, input: { ids: [1] } });
    expect(one.data.reach.dims).toEqual([6, 1]);
    const model = models.get("bert-masked-lm")!;
    const options = { position: 1 };
    const padded = { ids: [3, 1, 4, 0], mask: [1, 1, 1, 0] };
    const [long, short] = [
      await informationFlow({ model, input: padded }, options),
      await informationFlow({ model, input: { ids: [3, 1, 4] } }, options),
    ];
    Array.from(short.data.attention.data, Number).forEach((value, i) =>
      expect(long.data.attention.data[i]).toBeCloseTo(value, 5),
    );
  });

  it("says what an edit breaks, and where no edge is kept", async () => {
    const [site] = stories.sites("mlp_out", { layers: [2] });
    const [stream] = stories.sites("resid_post", { layers: [2] });
    const edits = [{ at: stream.name, do: "scale", with: 3 }] as const;
    const row = { model: stories, input: { ids: [1, 400] } };
    const edited = await informationFlow(row, { edits });
    expect(edited.warnings).toMatchObject([{ id: "warning.gap" }]);
    const zeroed = await informationFlow(row, { edits: [{ at: site.name, do: "zero" }] });
    expect(zeroed.warnings).toEqual([]);
    expect(Number(zeroed.data.mlp.data[2 * 2])).toBe(0);
    const none = await informationFlow(row, { threshold: 1 });
    expect(none.warnings).toEqual([{ id: "warning.none", params: { threshold: 1 } }]);
  });

  it.each<[InformationFlowOptions, string]>([
    [{ position: 2 }, `option "position" lies outside the text; expected -2 to 1, got 2`],
    [{ threshold: 2 }, "expected a number from 0 to 1"],
    [{ budget: 100 }, "5 × 8 maps of 2 tokens do not fit; expected at most 100 bytes, got 1280"],
  ])("refuses %j", async (options, message) => {
    const row = { model: stories, input: { ids: [1, 400] } };
    await expect(informationFlow(row, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses parallel blocks and a model without attention", async () => {
    const parallel = new Proxy(stories, {
      get(model, key) {
        if (key !== "sites") return Reflect.get(model, key) as unknown;
        return (...args: Parameters<Model["sites"]>) =>
          model.sites(...args).filter(({ kind }) => kind !== "resid_mid");
      },
    });
    await expect(informationFlow({ model: parallel, input: { ids: [1] } })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("attention and MLP read and write") as string,
    });
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(informationFlow({ model: mixer, input: "a" })).rejects.toThrow(
      "has no attention patterns",
    );
  });
});
