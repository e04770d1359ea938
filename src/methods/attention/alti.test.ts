import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carried, holding, streamAt, type Stream } from "../../../test/helpers/carried.ts";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model, Row } from "../../model/types.ts";
import { normalisePart } from "../shared/linear-norm.ts";
import { proximity } from "../shared/proximity.ts";
import { alti } from "./alti.ts";

const ROW: Row = { ids: [3, 1, 4, 1, 5, 9] };
const FAMILIES = ["gpt2", "llama-gqa", "llama-biases", "bert-masked-lm"] as const;
/** Shares of L1 norms of float32 differences: 1e-6 of the sums each, over rows of up to 6. */
const TOLERANCE = 1e-5;

const models = new Map<string, Model>();
let stories: Model;
beforeAll(async () => {
  for (const name of FAMILIES) models.set(name, await fixtureModel(name));
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  for (const model of [stories, ...models.values()]) await model.close();
});

const sumOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);

/** What a token itself brings: the stream, through the norm that follows with its scale held. */
async function ownParts(model: Model, layer: number, kind: string): Promise<Stream> {
  if (kind === "resid_mid") return streamAt(model, ROW, layer, "resid_pre");
  const hold = holding(model, ROW, layer, ["ln1.scale"]);
  const without = (site: string) =>
    streamAt(model, ROW, layer, kind, [
      ...hold,
      { at: model.sites(site, { layers: [layer] })[0].name, do: "zero" },
    ]);
  const [stream, bias] = [await without("attn_out"), await without("resid_mid")];
  return stream.map((vector, pos) => vector.map((x, i) => x - bias[pos][i]));
}

describe.each(FAMILIES)("alti on %s", (name) => {
  it("shares out by L1 distance what values carry, found by doing without them", async () => {
    const model = models.get(name)!;
    const { data, evidence } = await alti({ model, input: ROW });
    // Sums of at most 6 × 4 float32 vectors, relative to the largest number.
    expect(evidence.sumGap).toBeLessThan(1e-5);
    const kind = name.startsWith("bert") ? "ln1.out" : "resid_mid";
    const held = kind === "ln1.out" ? ["ln1.scale"] : [];
    for (const layer of [0, 1]) {
      const lost = await carried(model, ROW, layer, kind, held);
      const own = await ownParts(model, layer, kind);
      const whole = await streamAt(model, ROW, layer, kind);
      whole.forEach((y, query) => {
        const near = lost.map((vectors, key) => {
          const part = vectors[query].map((x, i) => (key === query ? x + own[query][i] : x));
          const distance = sumOf(y.map((value, i) => Math.abs(value - part[i])));
          return Math.max(0, sumOf(y.map(Math.abs)) - distance);
        });
        near.forEach((value, key) => {
          const ours = Number(data.contributions.data[(layer * 6 + query) * 6 + key]);
          expect(Math.abs(ours - value / sumOf(near))).toBeLessThan(TOLERANCE);
        });
      });
    }
  });
});

describe("alti", () => {
  it("measures how near a part is to the whole", () => {
    // ‖(2, −1)‖ = 3: without (1, −1) 1 is left, without (3, 1) 1 + 2 = 3, without (−1, 0) 4.
    const whole = Float32Array.of(0, 0, 2, -1);
    const near = (...part: number[]): number => proximity(Float64Array.from(part), whole, 1);
    expect([near(1, -1), near(3, 1), near(-1, 0), near(2, -1)]).toEqual([2, 0, 0, 3]);
  });

  it("takes a part through a norm with its scale held", () => {
    const gain = Float32Array.of(1, 2, 3);
    const norm = { gain, bias: Float32Array.of(9, 9, 9), scale: Float32Array.of(1, 2) };
    const part = Float64Array.of(1, 2, 6);
    normalisePart({ ...norm, centred: true }, 1, part); // mean 3: (−2, −1, 3) ⊙ γ / 2
    expect([...part]).toEqual([-1, -1, 4.5]);
    const other = Float64Array.of(1, 2, 6);
    normalisePart({ ...norm, centred: false }, 1, other);
    expect([...other]).toEqual([0.5, 2, 9]);
  });

  it("multiplies the layers' shares, each row of which sums to one", async () => {
    const { data, evidence } = await alti({ model: stories, input: "Once upon a time" });
    const [layers, length] = data.contributions.dims;
    const cell = (values: unknown, layer: number, i: number, j: number): number =>
      (values as Float64Array)[(layer * length + i) * length + j];
    expect([layers, evidence.emptyRows, data.shown]).toEqual([5, 0, 4]);
    for (let i = 0; i < length; i++) {
      const row = (values: unknown, layer: number) =>
        Array.from({ length }, (_, j) => cell(values, layer, i, j));
      for (let layer = 0; layer < layers; layer++) {
        expect(sumOf(row(data.contributions.data, layer))).toBeCloseTo(1, 12);
      }
      expect(row(data.mixed.data, 0)).toEqual(row(data.contributions.data, 0));
      const through = sumOf(
        row(data.contributions.data, 1).map((share, j) => share * cell(data.mixed.data, 0, j, 0)),
      );
      expect(cell(data.mixed.data, 1, i, 0)).toBeCloseTo(through, 12);
    }
  });

  it("reads one token, and a padded row as the row alone", async () => {
    const one = await alti({ model: stories, input: { ids: [1] } });
    expect(Array.from(one.data.mixed.data, Number)).toEqual([1, 1, 1, 1, 1]);
    const bert = models.get("bert-masked-lm")!;
    const padded = await alti({ model: bert, input: { ids: [3, 1, 0], mask: [1, 1, 0] } });
    const alone = await alti({ model: bert, input: { ids: [3, 1] } });
    Array.from(alone.data.mixed.data, Number).forEach((value, i) =>
      expect(padded.data.mixed.data[i]).toBeCloseTo(value, 5),
    );
  });

  it("says what an edit breaks", async () => {
    const [site] = stories.sites("attn_out", { layers: [2] });
    const edits = [{ at: site.name, do: "scale", with: 3 }] as const;
    const { warnings } = await alti({ model: stories, input: { ids: [1, 400] } }, { edits });
    expect(warnings).toMatchObject([{ id: "warning.gap" }]);
  });

  it("refuses a layer it does not have, parallel blocks and a model without attention", async () => {
    const input = { model: stories, input: { ids: [1, 400] } };
    await expect(alti(input, { showLayer: 5 })).rejects.toThrow("the model has no layer 5");
    await expect(alti(input, { budget: 100 })).rejects.toThrow("5 maps of 2 tokens do not fit");
    const parallel = new Proxy(stories, {
      get(model, key) {
        if (key !== "sites") return Reflect.get(model, key) as unknown;
        return (...args: Parameters<Model["sites"]>) =>
          model.sites(...args).filter(({ kind }) => kind !== "resid_mid");
      },
    });
    await expect(alti({ model: parallel, input: { ids: [1] } })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("attention and MLP read and write") as string,
    });
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(alti({ model: mixer, input: "a" })).rejects.toThrow("has no attention patterns");
  });
});
