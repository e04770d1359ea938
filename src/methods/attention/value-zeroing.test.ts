import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streamAt } from "../../../test/helpers/carried.ts";
import { fixtureModel } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model, Row } from "../../model/types.ts";
import { rolledOut, sharesOfRows } from "../shared/layer-shares.ts";
import { valueZeroing, type ValueZeroingOptions } from "./value-zeroing.ts";

const ROW: Row = { ids: [3, 1, 4, 1, 5, 9] };
const LENGTH = 6;
const FAMILIES = ["gpt2", "llama-gqa", "llama-biases", "bert-masked-lm"] as const;
/**
 * Relative rounding δ of an output vector, computed twice in float32: about eight steps of 1.2e-7. A distance 1 − cos θ ≈ θ²/2 then
 * moves by θδ + δ²/2, with θ = √(2 · distance).
 */
const DELTA = 1e-6;
const allowed = (distance: number): number => Math.sqrt(2 * distance) * DELTA + DELTA ** 2;

const models = new Map<string, Model>();
let stories: Model;
beforeAll(async () => {
  for (const name of FAMILIES) models.set(name, await fixtureModel(name));
  stories = await loadModel("stories260k", { worker: false });
});
afterAll(async () => {
  for (const model of [stories, ...models.values()]) await model.close();
});

/** Cell by cell the fast form's distances against those by force. */
async function compareForms(model: Model, input: Row | string): Promise<void> {
  const options = { floor: 0 } as const;
  const fast = await valueZeroing({ model, input }, options);
  const brute = await valueZeroing({ model, input }, { ...options, form: "brute" });
  expect(fast.data.distances.dims).toEqual(brute.data.distances.dims);
  const force = brute.data.distances.data as Float64Array;
  expect(Math.max(...force)).toBeGreaterThan(1e-4);
  Array.from(fast.data.distances.data, Number).forEach((value, i) =>
    expect(Math.abs(value - force[i])).toBeLessThanOrEqual(allowed(force[i])),
  );
  const length = fast.data.scores.dims[2];
  Array.from(fast.data.scores.data, Number).forEach((value, i) => {
    const start = i - (i % length);
    const row = force.slice(start, start + length);
    const total = row.reduce((sum, one) => sum + one, 0);
    const error = row.reduce((sum, one) => sum + allowed(one), 0) / total;
    expect(Math.abs(value - Number(brute.data.scores.data[i]))).toBeLessThan(2 * error);
  });
}

describe.each(FAMILIES)("valueZeroing on %s", (name) => {
  it("by force is the cosine distance of runs with a value set to zero", async () => {
    const model = models.get(name)!;
    const options = { form: "brute", layers: [1], floor: 0 } as const;
    const { data } = await valueZeroing({ model, input: ROW }, options);
    const kind = name.startsWith("bert") ? "normalized_resid_post" : "resid_post";
    const clean = await streamAt(model, ROW, 1, kind);
    const [value] = model.sites("attn.v", { layers: [1] });
    for (let pos = 0; pos < LENGTH; pos++) {
      const edit = { at: value.name, where: { pos }, do: "zero" } as const;
      const without = await streamAt(model, ROW, 1, kind, [edit]);
      clean.forEach((vector, query) => {
        const dot = vector.reduce((sum, x, i) => sum + x * without[query][i], 0);
        const distance = 1 - dot / Math.hypot(...vector) / Math.hypot(...without[query]);
        const ours = Number(data.distances.data[query * LENGTH + pos]);
        expect(Math.abs(ours - distance)).toBeLessThanOrEqual(allowed(Math.max(0, distance)));
      });
    }
  });

  it("agrees fast and by force", () => compareForms(models.get(name)!, ROW));
});

describe("valueZeroing", () => {
  it("agrees fast and by force on the stories model, in few runs of what follows attention", () =>
    compareForms(stories, "Once upon a time, there was"));

  it("gives rows of shares and multiplies them down to the input", async () => {
    const input = { model: stories, input: "Once upon a" };
    const { data, evidence } = await valueZeroing(input, { rollout: true });
    const [layers, length] = data.scores.dims;
    const at = (values: unknown, layer: number, i: number, j: number): number =>
      (values as Float64Array)[(layer * length + i) * length + j];
    expect(evidence).toMatchObject({ form: "fast", emptyRows: 0, tokens: length });
    for (let layer = 0; layer < layers; layer++) {
      for (let i = 0; i < length; i++) {
        let [sum, through] = [0, 0];
        for (let j = 0; j < length; j++) {
          sum += at(data.scores.data, layer, i, j);
          const below = layer === 0 ? (j === 0 ? 1 : 0) : at(data.rollout!.data, layer - 1, j, 0);
          through += at(data.scores.data, layer, i, j) * below;
        }
        expect(sum).toBeCloseTo(1, 12);
        expect(at(data.rollout!.data, layer, i, 0)).toBeCloseTo(through, 12);
      }
    }
  });

  it("rolls out as matrices multiply, and leaves empty rows empty", () => {
    // C = [[1, 0], [½, ½]]: C·C = [[1, 0], [¾, ¼]].
    const shares = Float64Array.of(3, 0, 2, 2, 5, 0, 1, 1);
    expect(sharesOfRows(shares, 2)).toBe(0);
    expect([...rolledOut(shares, 2)]).toEqual([1, 0, 0.5, 0.5, 1, 0, 0.75, 0.25]);
    expect(sharesOfRows(Float64Array.of(0, 0, 1, 3), 2)).toBe(1);
  });

  it("reads one token and a padded row, and gives the same whatever the budget", async () => {
    const one = await valueZeroing({ model: stories, input: { ids: [1] } });
    expect(Array.from(one.data.scores.data, Number)).toEqual([1, 1, 1, 1, 1]);
    const bert = models.get("bert-masked-lm")!;
    const [padded, alone] = [
      await valueZeroing({ model: bert, input: { ids: [3, 1, 4, 0], mask: [1, 1, 1, 0] } }),
      await valueZeroing({ model: bert, input: { ids: [3, 1, 4] } }),
    ];
    expect(padded.data.scores.dims).toEqual([2, 3, 3]);
    Array.from(alone.data.scores.data, Number).forEach((value, i) =>
      expect(padded.data.scores.data[i]).toBeCloseTo(value, 5),
    );
    const small = await valueZeroing({ model: bert, input: ROW }, { floor: 0, budget: 10_000 });
    const large = await valueZeroing({ model: bert, input: ROW }, { floor: 0 });
    Array.from(large.data.distances.data, Number).forEach((value, i) => {
      const error = Math.abs(value - Number(small.data.distances.data[i]));
      expect(error).toBeLessThanOrEqual(allowed(value));
    });
  });

  it("says what an edit breaks, and which rows a floor empties", async () => {
    const input = { model: stories, input: { ids: [1, 400, 401] } };
    const [site] = stories.sites("attn.z", { layers: [2] });
    const edits = [{ at: site.name, do: "zero" }] as const;
    const edited = await valueZeroing(input, { edits, layers: [2] });
    expect(edited.warnings.map(({ id }) => id)).toContain("warning.gap");
    const brute = await valueZeroing(input, { edits, layers: [2], form: "brute" });
    expect(Array.from(brute.data.scores.data, Number)).toEqual(Array(9).fill(0));
    expect(brute.warnings).toEqual([{ id: "warning.empty", params: { count: 3, floor: 1e-5 } }]);
  });

  it.each<[ValueZeroingOptions, string]>([
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ layers: [1], rollout: true }, "expected all layers from the first on, in order, got 1"],
    [{ budget: 100 }, "5 maps of 3 tokens do not fit; expected at most 100 bytes, got 720"],
    [{ form: "exact" } as never, "expected one of fast, brute"],
  ])("refuses %j", async (options, message) => {
    const input = { model: stories, input: { ids: [1, 400, 401] } };
    await expect(valueZeroing(input, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses a model without attention", async () => {
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(valueZeroing({ model: mixer, input: "a" })).rejects.toThrow(
      `"mixer" has no attention patterns`,
    );
  });
});
