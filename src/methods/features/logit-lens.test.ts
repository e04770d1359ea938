import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fixtureModel,
  readFixture,
  readTensors,
  worstError,
} from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { float64 } from "../shared/tensors.ts";
import { logitLens, type LogitLensOptions } from "./logit-lens.ts";

interface Mode {
  readonly top: readonly (readonly (readonly number[])[])[];
  readonly topLogits: readonly (readonly (readonly number[])[])[];
  readonly topProbs: readonly (readonly (readonly number[])[])[];
  readonly entropy: readonly (readonly number[])[];
}

const FOLDER = "references/stories260k/lens";
const { text, modes } = readFixture<{
  readonly text: string;
  readonly modes: Readonly<Record<"recompute" | "frozen", Mode>>;
}>(`${FOLDER}.json`);

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);
const asTensor = (like: Tensor, values: unknown[]): Tensor =>
  float64(like.dims, [], values.flat(2) as number[]);

describe("logitLens", () => {
  it.each(["recompute", "frozen"] as const)(
    "reads every layer as PyTorch does in float64: %s",
    async (lnMode) => {
      const { data } = await logitLens({ model, input: text }, { lnMode });
      const expected = modes[lnMode];
      expect(data.labels).toEqual(["embed", "0", "1", "2", "3", "4"]);
      expect(numbersOf(data.top)).toEqual(expected.top.flat(2));
      expect(worstError(data.logits, asTensor(data.logits, [...expected.topLogits]))).toBeLessThan(
        2e-5,
      );
      const probabilities = asTensor(data.probabilities, [...expected.topProbs]);
      expect(worstError(data.probabilities, probabilities)).toBeLessThan(1e-5);
      expect(worstError(data.entropy, asTensor(data.entropy, [...expected.entropy]))).toBeLessThan(
        2e-5,
      );
    },
  );

  it("ends with the model's own prediction, in both modes", async () => {
    const { logits } = await model.run(text);
    const top = Array.from({ length: 16 }, (_, pos) =>
      Math.max(...(logits!.data as Float32Array).subarray(pos * 512, (pos + 1) * 512)),
    );
    for (const lnMode of ["recompute", "frozen"] as const) {
      const { data, evidence } = await logitLens({ model, input: text }, { lnMode, k: 1 });
      expect(Number(evidence.finalGap)).toBeLessThan(1e-5);
      const last = numbersOf(data.logits).slice(-16);
      last.forEach((logit, pos) => expect(logit).toBeCloseTo(top[pos], 5));
      expect(new Set(numbersOf(data.ranks).slice(-16))).toEqual(new Set([0]));
      numbersOf(data.divergence)
        .slice(-16)
        .forEach((kl) => expect(kl).toBeLessThan(1e-6));
    }
  });

  it("says how far each layer's distribution is from the last, as computed from PyTorch's logits", async () => {
    const { data } = await logitLens({ model, input: text });
    const arrays = await readTensors(`${FOLDER}.safetensors`);
    const rows = arrays.get("recompute.logits.last")!; // [point, vocab]
    const logits = Array.from({ length: 6 }, (_, i) =>
      Array.from((rows.data as Float32Array).subarray(i * 512, (i + 1) * 512)),
    );
    const logp = logits.map((row) => {
      const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
      return row.map((x) => x - total);
    });
    const best = logits[5].indexOf(Math.max(...logits[5]));
    for (let layer = 0; layer < 6; layer++) {
      const kl = logp[5].reduce((sum, lp, i) => sum + Math.exp(lp) * (lp - logp[layer][i]), 0);
      expect(numbersOf(data.divergence)[layer * 16 + 15]).toBeCloseTo(kl, 4);
      const rank = logits[layer].filter((x) => x > logits[layer][best]).length;
      expect(numbersOf(data.ranks)[layer * 16 + 15]).toBe(rank);
    }
  });

  it("finds the layer from which on the final token stays on top", async () => {
    const { data } = await logitLens({ model, input: text });
    const top = modes.recompute.top.map((layer) => layer.map((ids) => ids[0]));
    numbersOf(data.settled).forEach((settled, pos) => {
      const same = top.map((layer) => layer[pos] === top[5][pos]);
      expect(same.slice(settled)).not.toContain(false);
      expect(same[settled - 1] ?? false).toBe(false);
    });
  });

  it("reads a target at every layer", async () => {
    const { data } = await logitLens(
      { model, input: text },
      { target: { kind: "logit", id: 338 } },
    );
    const arrays = await readTensors(`${FOLDER}.safetensors`);
    const rows = arrays.get("recompute.logits.last")!.data as Float32Array;
    numbersOf(data.target!).forEach((value, i) =>
      expect(value).toBeCloseTo(rows[i * 512 + 338], 4),
    );
  });

  it("reads chosen layers, and the last always", async () => {
    const { data } = await logitLens({ model, input: text }, { layers: [1, -2], k: 2 });
    expect(data.points.map(({ layer }) => layer)).toEqual([1, 3, 4]);
    const { top } = modes.recompute;
    const expected = [top[2], top[4], top[5]].flat(1).flatMap((ids) => ids.slice(0, 2));
    expect(numbersOf(data.top)).toEqual(expected);
  });

  it("reads between attention and MLP, where they follow one another", async () => {
    const { data } = await logitLens({ model, input: text }, { mid: true, layers: [4] });
    expect(data.labels).toEqual(["4 mid", "4"]);
    expect(data.points[0].site).toBe("blocks.4.hook_resid_mid");
  });

  it("reads GPT-2, whose norm has a mean and a bias, in both modes", async () => {
    const gpt2 = await fixtureModel("gpt2");
    for (const lnMode of ["recompute", "frozen"] as const) {
      const { evidence, data } = await logitLens(
        { model: gpt2, input: { ids: [1, 2, 3] } },
        { lnMode },
      );
      expect(Number(evidence.finalGap)).toBeLessThan(1e-5);
      expect(data.tokens.flat(2).every((token) => token.startsWith("#"))).toBe(true);
    }
    await gpt2.close();
  });

  it("reads BERT after its norms, through its own head", async () => {
    const bert = await fixtureModel("bert");
    const { evidence, data } = await logitLens({ model: bert, input: "the [MASK] sat" });
    expect(Number(evidence.finalGap)).toBeLessThan(1e-5);
    expect(data.points.at(-1)!.site).toMatch(/normalized_resid_post$/);
    await expect(
      logitLens({ model: bert, input: "the [MASK] sat" }, { lnMode: "frozen" }),
    ).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await bert.close();
  });

  it.each<[LogitLensOptions, string]>([
    [{ lnMode: "fixed" } as never, "expected one of recompute, frozen"],
    [{ k: 0 }, "expected an integer from 1 to 100, got 0"],
    [{ layers: [5] }, "the model has no layer 5; expected -5 to 4"],
    [{ layers: ["a"] } as never, "expected a list of integers"],
    [{ mid: "yes" } as never, "expected true or false"],
  ])("refuses %j", async (options, message) => {
    await expect(logitLens({ model, input: text }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });
});
