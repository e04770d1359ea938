import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carried, holding, streamAt } from "../../../test/helpers/carried.ts";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model, Row } from "../../model/types.ts";
import { throughOutput } from "../shared/attention-layers.ts";
import { valueNorm, type ValueNormOptions } from "./value-norm.ts";

const ROW: Row = { ids: [3, 1, 4, 1, 5, 9] };
const FAMILIES = ["gpt2", "llama-gqa", "llama-biases", "bert-masked-lm"] as const;
/** Differences of float32 numbers of size 1, over vectors of 32 units: √32 · 1e-6. */
const TOLERANCE = 6e-6;
/** Sums of at most 6 × 4 float32 vectors, relative to the largest number. */
const ROUNDING = 1e-5;

const size = (vector: readonly number[]): number => Math.hypot(...vector);

const models = new Map<string, Model>();
let stories: Model;
beforeAll(async () => {
  for (const name of FAMILIES) models.set(name, await fixtureModel(name));
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  for (const model of [stories, ...models.values()]) await model.close();
});

/** `norms[layer][head][query][key]`. */
function maps({ dims, data }: { readonly dims: readonly number[]; readonly data: unknown }) {
  const [, heads, length] = dims;
  return (layer: number, head: number, query: number, key: number): number =>
    (data as Float64Array)[((layer * heads + head) * length + query) * length + key];
}

describe.each(FAMILIES)("valueNorm on %s", (name) => {
  it("is the length of what a layer's output loses without a token's value", async () => {
    const model = models.get(name)!;
    const { data, evidence } = await valueNorm({ model, input: ROW }, { per: "layer" });
    const norm = maps(data.norms);
    for (const layer of [0, 1]) {
      const lost = await carried(model, ROW, layer, "attn_out");
      lost.forEach((vectors, key) =>
        vectors.forEach((vector, query) => {
          expect(Math.abs(norm(layer, 0, query, key) - size(vector))).toBeLessThan(TOLERANCE);
        }),
      );
    }
    expect(evidence.sumGap).toBeLessThan(ROUNDING);
  });

  it("is the length of what one head's output loses", async () => {
    const model = models.get(name)!;
    const { data } = await valueNorm({ model, input: ROW }, { heads: [-1, 0] });
    expect(data.heads).toEqual([3, 0]);
    const norm = maps(data.norms);
    const width = model.config.dModel;
    const [site] = model.sites("attn.result", { layers: [1] });
    const results = async (edits: Parameters<typeof streamAt>[4]) => {
      const { cache } = await model.run(ROW, { capture: [site.name], edits: edits! });
      return Array.from(cache.get(site.name).data, Number);
    };
    const clean = await results([]);
    const [value] = model.sites("attn.v", { layers: [1] });
    for (const [pos] of (ROW.ids as number[]).entries()) {
      const without = await results([{ at: value.name, where: { pos }, do: "zero" }]);
      for (let query = 0; query < 6; query++) {
        for (const [at, head] of [3, 0].entries()) {
          const from = (query * 4 + head) * width;
          const lost = clean.slice(from, from + width).map((x, i) => x - without[from + i]);
          expect(Math.abs(norm(1, at, query, pos) - size(lost))).toBeLessThan(TOLERANCE);
        }
      }
    }
  });

  it("mixes the stream in, and the norm with its scale held", async () => {
    const model = models.get(name)!;
    const kind = name.startsWith("bert") ? "ln1" : "ln2";
    const input = { model, input: ROW };
    const plain = await valueNorm(input, { per: "layer", mix: "residual" });
    const normed = await valueNorm(input, { per: "layer", mix: "norm" });
    const held = [`${kind}.scale`];
    const [mid] = model.sites("resid_mid", { layers: [1] });
    const [attention] = model.sites("attn_out", { layers: [1] });
    const hold = holding(model, ROW, 1, held);
    const zero = (at: string) => [...hold, { at, do: "zero" } as const];
    const lost = await carried(model, ROW, 1, "attn_out");
    const lostNormed = await carried(model, ROW, 1, `${kind}.out`, held);
    const stream = await streamAt(model, ROW, 1, "resid_pre");
    const bias = await streamAt(model, ROW, 1, `${kind}.out`, zero(mid.name));
    const alone = await streamAt(model, ROW, 1, `${kind}.out`, zero(attention.name));
    for (let query = 0; query < 6; query++) {
      const others = [0, 0].map(() => stream[0].map(() => 0));
      for (let key = 0; key < 6; key++) {
        const own = key === query ? 1 : 0;
        const parts = [
          lost[key][query].map((x, i) => x + own * stream[query][i]),
          lostNormed[key][query].map((x, i) => x + own * (alone[query][i] - bias[query][i])),
        ];
        for (const [at, result] of [plain, normed].entries()) {
          const norm = maps(result.data.norms)(1, 0, query, key);
          // The norm multiplies by gains and 1/σ of up to about 10.
          expect(Math.abs(norm - size(parts[at]))).toBeLessThan(10 * TOLERANCE);
          if (own === 0) parts[at].forEach((x, i) => (others[at][i] += x));
        }
      }
      for (const [at, result] of [plain, normed].entries()) {
        const own = maps(result.data.norms)(1, 0, query, query);
        const ratio = size(others[at]) / (size(others[at]) + own);
        expect(result.data.mixing!.data[6 + query]).toBeCloseTo(ratio, 5);
      }
    }
    for (const { evidence } of [plain, normed]) expect(evidence.sumGap).toBeLessThan(ROUNDING);
  });

  it("reads a padded row as the row alone", async () => {
    const model = models.get(name)!;
    const padded = { ids: [3, 1, 4, 0, 0], mask: [1, 1, 1, 0, 0] };
    const [long, short] = [
      await valueNorm({ model, input: padded }),
      await valueNorm({ model, input: { ids: [3, 1, 4] } }),
    ];
    expect(long.data.norms.dims).toEqual([2, 4, 3, 3]);
    Array.from(short.data.norms.data, Number).forEach((value, i) =>
      expect(long.data.norms.data[i]).toBeCloseTo(value, 5),
    );
  });
});

describe("valueNorm", () => {
  it("writes a shared value with each head's own rows", () => {
    // One value (1, 2) of one token, two heads: 1·(1, 0) + 2·(0, 3) and 1·(2, 2) + 2·(1, −1).
    const weight = { dims: [2, 2, 2], data: Float32Array.of(1, 0, 0, 3, 2, 2, 1, -1) };
    expect([...throughOutput(Float32Array.of(1, 2), weight, 1)]).toEqual([1, 6, 4, 0]);
  });

  it("gives shares of a query that sum to one", async () => {
    const { data } = await valueNorm({ model: stories, input: "Once upon a" }, { normalize: true });
    const length = data.norms.dims[3];
    const values = data.norms.data as Float64Array;
    for (let start = 0; start < values.length; start += length) {
      const sum = values.slice(start, start + length).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it("reads one token, a layer at a time, and says what an edit breaks", async () => {
    const one = await valueNorm({ model: stories, input: { ids: [1] } }, { per: "layer" });
    expect(one.data.norms.dims).toEqual([5, 1, 1, 1]);
    expect(Array.from(one.data.mixing!.data, Number)).toEqual([0, 0, 0, 0, 0]);
    const layer = 4 * 3 * (8 * 3 + (8 + 3) * 64);
    const options = { layers: [3, 1] };
    const input = { model: stories, input: { ids: [1, 400, 401] } };
    const whole = await valueNorm(input, options);
    const parts = await valueNorm(input, { ...options, budget: layer });
    expect([whole.evidence.rows, parts.evidence.rows]).toEqual([1, 2]);
    expect(parts.data).toEqual(whole.data);
    const [site] = stories.sites("attn.z", { layers: [2] });
    const edited = await valueNorm(input, { edits: [{ at: site.name, do: "zero" }] });
    expect(edited.warnings).toMatchObject([{ id: "warning.gap" }]);
  });

  it.each<[ValueNormOptions, string]>([
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ heads: [-9] }, "the model has no head -9; expected -8 to 7"],
    [{ mix: "residual" }, `option "mix" does not fit; expected none for single heads`],
    [{ budget: 100 }, "5 × 8 maps of 3 tokens do not fit; expected at most 100 bytes, got 2880"],
  ])("refuses %j", async (options, message) => {
    const input = { model: stories, input: { ids: [1, 400, 401] } };
    await expect(valueNorm(input, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses mixing where there is no norm, parallel blocks and a model without attention", async () => {
    const wired = await loadModel("phantom-wired", { worker: false });
    const options = { per: "layer", mix: "norm" } as const;
    await expect(valueNorm({ model: wired, input: { ids: [1, 2] } }, options)).rejects.toThrow(
      `the blocks of "phantom-wired" have no norm. Use residual.`,
    );
    await wired.close();
    const parallel = new Proxy(stories, {
      get(model, key) {
        if (key !== "sites") return Reflect.get(model, key) as unknown;
        return (...args: Parameters<Model["sites"]>) =>
          model.sites(...args).filter(({ kind }) => kind !== "resid_mid");
      },
    });
    await expect(valueNorm({ model: parallel, input: { ids: [1] } }, options)).rejects.toThrow(
      "attention and MLP read and write the residual stream side by side",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(valueNorm({ model: mixer, input: "a" })).rejects.toThrow(
      `"mixer" has no attention patterns`,
    );
  });
});
