import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, readTensors } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Edit } from "../../model/edit.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { attentionSinks, type AttentionSinksOptions } from "./attention-sinks.ts";

const { text } = readFixture<{ readonly text: string }>("references/stories260k/run.json");
const LENGTH = 16;
/** Of stories260k's patterns in float32, PROVENANCE.md. */
const TOLERANCE = 1e-5;
/** KL and ln p from float32 logits, each off by at most 1e-5 of about 20. */
const NATS = 5e-4;

let model: Model;
/** PyTorch's patterns, `[layer]` of `[head, query, key]` values. */
let theirs: Float32Array[];
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
  const tensors = await readTensors("references/stories260k/run.safetensors");
  theirs = [0, 1, 2, 3, 4].map((layer) => tensors.get(`attention.${layer}`)!.data as Float32Array);
});
afterAll(() => model.close());

const weight = (layer: number, head: number, query: number, key: number): number =>
  theirs[layer][(head * LENGTH + query) * LENGTH + key];
const share = (layer: number, head: number, key: number): number => {
  let sum = 0;
  for (let query = key; query < LENGTH; query++) sum += weight(layer, head, query, key);
  return sum / (LENGTH - key);
};
const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);

describe("attentionSinks against PyTorch's patterns", () => {
  it("averages what each key gets over the queries that see it", async () => {
    const { data } = await attentionSinks({ model, input: text }, { remove: "none" });
    expect(data.shares.dims).toEqual([5, 8, LENGTH]);
    numbersOf(data.shares).forEach((value, i) => {
      const [layer, head] = [Math.floor(i / LENGTH / 8), Math.floor(i / LENGTH) % 8];
      expect(Math.abs(value - share(layer, head, i % LENGTH))).toBeLessThan(TOLERANCE);
    });
  });

  it("counts heads above the threshold, and shares out all attention", async () => {
    const { data } = await attentionSinks({ model, input: text }, { remove: "none" });
    for (let key = 0; key < LENGTH; key++) {
      let [above, sum] = [0, 0];
      for (let i = 0; i < 40; i++) {
        if (share(Math.floor(i / 8), i % 8, key) > 0.3) above++;
        sum += share(Math.floor(i / 8), i % 8, key) * (LENGTH - key);
      }
      expect(data.rates.data[key]).toBe(above / 40);
      expect(data.mass.data[key]).toBeCloseTo(sum / 40 / LENGTH, 5);
    }
    expect(numbersOf(data.mass).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(data.sink).toMatchObject({ position: 0, by: "mass" });
  });
});

describe("the value vectors", () => {
  it("are as long as those captured, one per key–value head", async () => {
    const { data } = await attentionSinks({ model, input: text }, { remove: "none" });
    const sites = model.sites("attn.v").map(({ name }) => name);
    const { cache } = await model.run(text, { capture: sites });
    expect(data.valueNorms.dims).toEqual([5, 4, LENGTH]);
    sites.forEach((site, layer) => {
      const { data: values } = cache.get(site); // [1, pos, head, unit]
      for (let head = 0; head < 4; head++) {
        const lengths = Array.from({ length: LENGTH }, (_, pos) =>
          Math.hypot(
            ...Array.from({ length: 8 }, (_unused, unit) =>
              Number(values[(pos * 4 + head) * 8 + unit]),
            ),
          ),
        );
        lengths.forEach((length, pos) => {
          const ours = data.valueNorms.data[(layer * 4 + head) * LENGTH + pos];
          expect(ours).toBeCloseTo(length, 5);
        });
        const others = lengths.slice(1).reduce((a, b) => a + b) / (LENGTH - 1);
        expect(data.valueRatios.data[layer * 4 + head]).toBeCloseTo(lengths[0] / others, 5);
      }
    });
  });
});

/** ln p of every token at every position, with edits in place. */
async function logprobs(
  subject: Model,
  input: string,
  edits: readonly Edit[],
): Promise<number[][]> {
  const { logits } = await subject.run(input, { edits });
  const [, positions, vocab] = logits!.dims;
  return Array.from({ length: positions }, (_, pos) => {
    const row = Array.from(logits!.data as Float32Array).slice(pos * vocab, (pos + 1) * vocab);
    const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
    return row.map((value) => value - total);
  });
}

const kl = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((sum, value, i) => sum + Math.exp(value) * (value - q[i]), 0);

describe("removing the sink", () => {
  it("by value is the same as value vectors of zeros there", async () => {
    const { data } = await attentionSinks(
      { model, input: text },
      { remove: "value", perHead: false },
    );
    const at = model.sites("attn.v").map(({ name }) => name);
    const [clean, zeroed] = [
      await logprobs(model, text, []),
      await logprobs(model, text, [{ at, where: { pos: 0 }, do: "zero" }]),
    ];
    const { ids } = model.prepare(text)[0];
    const { positions, divergences, logprobs: changes, byHead } = data.effect!;
    expect(byHead).toBeNull();
    expect(positions).toEqual(Array.from({ length: LENGTH - 1 }, (_, i) => i + 1));
    positions.forEach((pos, i) => {
      expect(Math.abs(Number(divergences.data[i]) - kl(clean[pos], zeroed[pos]))).toBeLessThan(
        NATS,
      );
      const next = ids[pos + 1];
      if (next === undefined) expect(changes.data[i]).toBeNaN();
      else {
        const change = zeroed[pos][next] - clean[pos][next];
        expect(Math.abs(Number(changes.data[i]) - change)).toBeLessThan(NATS);
      }
    });
  });

  it("by renormalising is the pattern with the key zeroed and each row scaled up again", async () => {
    const { data } = await attentionSinks({ model, input: text }, { layers: [2] });
    const [site] = model.sites("attn.pattern", { layers: [2] });
    const renormalised = (heads: readonly number[]): Edit => ({
      at: site.name,
      do: (pattern) => {
        const values = (pattern.data as Float32Array).slice();
        for (const head of heads) {
          for (let query = 1; query < LENGTH; query++) {
            const start = (head * LENGTH + query) * LENGTH;
            const rest = 1 - values[start];
            for (let key = 0; key < LENGTH; key++) values[start + key] /= rest;
            values[start] = 0;
          }
        }
        return { ...pattern, data: values };
      },
    });
    const clean = await logprobs(model, text, []);
    const mean = async (heads: readonly number[]): Promise<number> => {
      const without = await logprobs(model, text, [renormalised(heads)]);
      const all = clean.slice(1).map((row, i) => kl(row, without[i + 1]));
      return all.reduce((a, b) => a + b) / all.length;
    };
    const { divergences, byHead } = data.effect!;
    const ours = numbersOf(divergences).reduce((a, b) => a + b) / divergences.dims[0];
    expect(Math.abs(ours - (await mean([0, 1, 2, 3, 4, 5, 6, 7])))).toBeLessThan(NATS);
    for (const head of [0, 5]) {
      expect(Math.abs(Number(byHead!.data[head]) - (await mean([head])))).toBeLessThan(NATS);
    }
  });

  it("finds a dead head's even attention, and that nothing hangs on it", async () => {
    const wired = await loadModel("phantom-wired", { worker: false });
    // Five tokens, <bos> first: L0H3 gives each visible key 1 / (q + 1).
    const input = "red yellow brown purple";
    const { data } = await attentionSinks(
      { model: wired, input },
      { layers: [0], position: 1, remove: "value" },
    );
    const even = (1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 4;
    expect(data.sinkShares.data[3]).toBeCloseTo(even, 6);
    expect(data.effect!.byHead!.data[3]).toBe(0);
    expect(data.effect!.byHead!.data[0]).toBeGreaterThan(0);
    await wired.close();
  });

  it("reads a model that looks both ways: every other token can see the sink", async () => {
    const bert = await fixtureModel("bert-masked-lm");
    const ids = [2, 20, 30, 40, 3];
    const { data } = await attentionSinks({ model: bert, input: { ids } }, { position: 2 });
    expect(data.effect!.positions).toEqual([0, 1, 3, 4]);
    expect(numbersOf(data.effect!.logprobs).every(Number.isNaN)).toBe(true);
    expect(data.sink).toMatchObject({ position: 2, by: "given" });
    await bert.close();
  });
});

describe("attentionSinks", () => {
  it("says when the token is no sink by the threshold", async () => {
    const { warnings } = await attentionSinks(
      { model, input: text },
      { threshold: 1, remove: "none" },
    );
    expect(warnings).toEqual([{ id: "warning.none", params: { threshold: 1 } }]);
  });

  it("refuses a text of one token", async () => {
    await expect(attentionSinks({ model, input: { ids: [1] } })).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("the text has one token") as string,
    });
  });

  it.each<[AttentionSinksOptions, string]>([
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ position: 15 }, "no other token can see the last one; expected -16 to 14, got 15"],
    [{ position: -17 }, "no such token; expected -16 to 14, got -17"],
    [{ threshold: 2 }, "expected a number from 0 to 1, got 2"],
    [{ remove: "all" } as never, "expected one of renormalise, value, none"],
  ])("refuses %j", async (options, message) => {
    await expect(attentionSinks({ model, input: text }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
