import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fixtureModel,
  readFixture,
  readTensors,
  worstError,
} from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { float32, type Tensor } from "../../tensor/tensor.ts";
import type { PlainView, ViewSpec } from "../../view/spec.ts";
import { attentionPattern, type AttentionPatternOptions } from "./attention-pattern.ts";

const { text } = readFixture<{ readonly text: string }>("references/stories260k/run.json");
const LENGTH = 16;
/** Of stories260k's patterns in float32, PROVENANCE.md. */
const TOLERANCE = 1e-5;

/** PyTorch's patterns, `[layer][head]` of `[query, key]` values. */
let theirs: Float32Array[][];
let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
  const tensors = await readTensors("references/stories260k/run.safetensors");
  const size = LENGTH * LENGTH;
  theirs = [0, 1, 2, 3, 4].map((layer) => {
    const data = tensors.get(`attention.${layer}`)!.data as Float32Array;
    return Array.from({ length: 8 }, (_, head) => data.slice(head * size, (head + 1) * size));
  });
});
afterAll(() => model.close());

const stacked = (patterns: readonly (readonly Float32Array[])[]): Tensor =>
  float32(
    [patterns.length, patterns[0].length, LENGTH, LENGTH],
    patterns.flat().flatMap((pattern) => [...pattern]),
  );
const childrenOf = (view: ViewSpec): readonly PlainView[] =>
  view.kind === "stack" ? view.children.flatMap(childrenOf) : [view];

describe("attentionPattern against PyTorch", () => {
  it("reads every layer and head", async () => {
    const { data, evidence } = await attentionPattern({ model, input: text });
    expect(worstError(data.patterns, stacked(theirs))).toBeLessThan(TOLERANCE);
    expect(data.patterns.axes).toEqual(["layer", "head", "query", "key"]);
    expect(evidence).toMatchObject({ rows: 1, tokens: LENGTH });
    // 16 float32 terms of at most 1, each rounded to 6e-8.
    expect(evidence.rowDeviation).toBeLessThan(16 * 6e-8);
  });

  it("reads the layers and heads asked for, in that order", async () => {
    const options = { layers: [3, -5], heads: [-1, 2] };
    const { data } = await attentionPattern({ model, input: text }, options);
    expect([data.layers, data.heads]).toEqual([
      [3, 0],
      [7, 2],
    ]);
    const wanted = [
      [theirs[3][7], theirs[3][2]],
      [theirs[0][7], theirs[0][2]],
    ];
    expect(worstError(data.patterns, stacked(wanted))).toBeLessThan(TOLERANCE);
  });

  it.each(["mean", "max"] as const)("puts heads together by their %s", async (reduce) => {
    const options = { heads: [1, 4, 6], reduce };
    const { data } = await attentionPattern({ model, input: text }, options);
    const wanted = theirs.map((heads) => [
      heads[1].map((value, i) => {
        const values = [value, heads[4][i], heads[6][i]];
        return reduce === "max" ? Math.max(...values) : (values[0] + values[1] + values[2]) / 3;
      }),
    ]);
    expect(data.heads).toEqual([reduce]);
    expect(worstError(data.patterns, stacked(wanted))).toBeLessThan(TOLERANCE);
  });

  it.each(["gpt2", "llama-gqa", "bert"])("reads %s, also a padded row", async (name) => {
    const other = await fixtureModel(name);
    const { inputs } = readFixture<{
      readonly inputs: Readonly<Record<string, Readonly<Record<string, number[][]>>>>;
    }>(`references/${name}/reference.json`);
    const tensors = await readTensors(`references/${name}/reference.safetensors`);
    for (const [key, at] of [
      ["a", 0],
      ["b", 1],
    ] as const) {
      const row = Object.fromEntries(
        Object.entries(inputs[key]).map(([field, rows]) => [field, rows[at]]),
      );
      const { data } = await attentionPattern({ model: other, input: row });
      const [layers, heads, length] = data.patterns.dims;
      expect([layers, heads, length]).toEqual([2, 4, key === "a" ? 9 : 6]);
      for (const layer of [0, 1]) {
        const size = heads * length * length;
        const own = (data.patterns.data as Float32Array).slice(layer * size, (layer + 1) * size);
        const all = tensors.get(`${key}/attention.${layer}`)!;
        const cells = Array.from({ length: size }, (_, i) => {
          const [head, query] = [Math.floor(i / length / length), Math.floor(i / length) % length];
          return Number(all.data[((at * heads + head) * 9 + query) * 9 + (i % length)]);
        });
        const dims = [heads, length, length];
        // Float32 noise of these models, PROVENANCE.md.
        expect(worstError(float32(dims, own), float32(dims, cells))).toBeLessThan(5e-5);
      }
    }
    await other.close();
  });
});

describe("attentionPattern", () => {
  it("reads a layer at a time where the budget holds no more, with the same numbers", async () => {
    const [whole, parts] = [
      await attentionPattern({ model, input: text }, { reduce: "max" }),
      // One layer of eight heads is 8 · 16² · 4 = 8192 bytes.
      await attentionPattern({ model, input: text }, { reduce: "max", budget: 10_000 }),
    ];
    expect([whole.evidence.rows, parts.evidence.rows]).toEqual([1, 5]);
    expect(parts.data).toEqual(whole.data);
  });

  it("refuses before any work what the budget cannot hold", async () => {
    await expect(attentionPattern({ model, input: text }, { budget: 40_959 })).rejects.toThrow(
      "attention-pattern: 5 × 8 patterns of 16 tokens do not fit; expected at most 40959 bytes, got 40960. Choose layers or heads, average the heads, or raise the budget.",
    );
    await expect(
      attentionPattern({ model, input: text }, { budget: 40_960 }),
    ).resolves.toBeDefined();
  });

  it("shows first the head whose queries pick out another token most sharply", async () => {
    const { data } = await attentionPattern({ model, input: text });
    const sharpness = theirs.flatMap((heads) => heads.map(sharpnessOf));
    sharpness.forEach((value, i) => expect(data.sharpness.data[i]).toBeCloseTo(value, 5));
    const best = sharpness.indexOf(Math.max(...sharpness));
    expect(data.shown).toEqual({ layer: Math.floor(best / 8), head: best % 8 });
  });

  it("shows first what the caller wants to see", async () => {
    const only = { layers: [1, 4], heads: [6, 3] };
    const shown = async (options: AttentionPatternOptions) =>
      (await attentionPattern({ model, input: text }, { ...only, ...options })).data.shown;
    expect(await shown({ showLayer: 4, showHead: 6 })).toEqual({ layer: 1, head: 0 });
    expect((await shown({ showLayer: -1 })).layer).toBe(1);
    expect((await shown({ showHead: 3 })).head).toBe(1);
    expect(await shown({ showLayer: 4, showHead: 7, reduce: "mean" })).toEqual({
      layer: 1,
      head: 0,
    });
  });

  it("draws the grid, the matrix and the lines of one head, the grid only where there are several", async () => {
    const every = (await attentionPattern({ model, input: text })).view();
    expect(childrenOf(every).map(({ kind }) => kind)).toEqual(["head-grid", "matrix", "attention"]);
    const one = await attentionPattern({ model, input: text }, { layers: [2], reduce: "mean" });
    expect(childrenOf(one.view()).map(({ kind }) => kind)).toEqual(["matrix", "attention"]);
  });

  it("says which habit most heads share: half or more of their attention to one place", async () => {
    const result = await attentionPattern({ model, input: text });
    const previous = theirs.flat().filter((pattern) => meanBefore(pattern) >= 0.5).length;
    expect(childrenOf(result.view())[0].summary).toEqual({
      id: "summary.grid.previous",
      params: { count: previous, total: 40, rest: 40 - previous },
    });
  });

  it.each(["none", "mean", "max"] as const)(
    "speaks of heads put together by %s",
    async (reduce) => {
      const { data, view } = await attentionPattern({ model, input: text }, { reduce }).then(
        (result) => ({ data: result.data, view: result.view() }),
      );
      const said = childrenOf(view)
        .slice(1)
        .map(({ summary }) => summary.id);
      expect(said).toEqual([`summary.matrix.${reduce}`, `summary.pair.${reduce}`]);
      expect(data.heads).toHaveLength(reduce === "none" ? 8 : 1);
    },
  );

  it("says which two tokens are linked most", async () => {
    const result = await attentionPattern({ model, input: text }, { layers: [1], heads: [6] });
    const [matrix, lines] = childrenOf(result.view());
    const pattern = theirs[1][6];
    const pairs = pattern.map((value, i) => (i % 16 === 0 || i % 17 === 0 ? 0 : value));
    const best = pairs.indexOf(Math.max(...pairs));
    const { units } = model.prepare(text)[0];
    expect(lines.summary.params).toMatchObject({
      layer: "1",
      head: "6",
      query: units[Math.floor(best / 16)].text!.trim(),
      key: units[best % 16].text!.trim(),
    });
    const percent = `${Math.round(sharpnessOf(pattern) * 100)}%`;
    expect(matrix.summary.params).toMatchObject({ percent });
  });

  it("has nothing to pick out in a text of one token", async () => {
    const { data, view } = await attentionPattern({ model, input: { ids: [1] } }).then(
      (result) => ({
        data: result.data,
        view: result.view(),
      }),
    );
    expect(Array.from(data.patterns.data as Float32Array)).toEqual(Array(40).fill(1));
    expect(data.shown).toEqual({ layer: 0, head: 0 });
    const summaries = childrenOf(view).map(({ summary }) => summary);
    expect(summaries[0]).toEqual({
      id: "summary.grid.self",
      params: { count: 40, total: 40, rest: 0 },
    });
    expect(summaries.slice(1).map(({ id }) => id)).toEqual(["summary.alone", "summary.alone"]);
  });

  it("warns where an edit has changed what a row adds up to", async () => {
    const { evidence, warnings, data } = await attentionPattern(
      { model, input: text },
      { edits: [{ at: "blocks.0.attn.hook_pattern", where: { head: 1 }, do: "zero" }] },
    );
    expect(evidence.rowDeviation).toBe(1);
    expect(warnings).toEqual([{ id: "warning.rows", params: { deviation: 1 } }]);
    expect((data.patterns.data as Float32Array).subarray(256, 512).every((x) => x === 0)).toBe(
      true,
    );
  });

  it.each<[AttentionPatternOptions, string]>([
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ heads: [-9] }, "the model has no head -9; expected -8 to 7"],
    [{ layers: [] }, `option "layers" names no layer`],
    [{ heads: [] }, `option "heads" names no head`],
    [{ showLayer: 5 }, "the model has no layer 5; expected -5 to 4"],
    [
      { layers: [0, 1], showLayer: -1 },
      `"showLayer" is not among what is read; expected one of 0, 1, got 4`,
    ],
    [{ heads: [2], showHead: 3 }, `"showHead" is not among what is read; expected one of 2, got 3`],
    [{ reduce: "sum" } as never, "expected one of none, mean, max"],
  ])("refuses %j", async (options, message) => {
    await expect(attentionPattern({ model, input: text }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses several texts, and a model without attention", async () => {
    await expect(attentionPattern({ model, input: ["a", "b"] })).rejects.toThrow(
      "expected one text, got 2",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(attentionPattern({ model: mixer, input: "a" })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining(`"mixer" has no attention patterns`) as string,
    });
  });
});

/** Mean over queries from 2 on of the largest share of a key that is neither 0 nor the query. */
function sharpnessOf(pattern: Float32Array): number {
  let sum = 0;
  for (let query = 2; query < LENGTH; query++) {
    sum += Math.max(...pattern.slice(query * LENGTH + 1, query * LENGTH + query));
  }
  return sum / (LENGTH - 2);
}

/** Mean over queries from 1 on of the share of the token before. */
function meanBefore(pattern: Float32Array): number {
  let sum = 0;
  for (let query = 1; query < LENGTH; query++) sum += pattern[query * LENGTH + query - 1];
  return sum / (LENGTH - 1);
}
