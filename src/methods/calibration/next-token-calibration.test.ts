import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { float64 } from "../shared/tensors.ts";
import {
  nextTokenCalibration,
  type NextTokenCalibrationOptions,
} from "./next-token-calibration.ts";

interface Bin {
  readonly count: number;
  readonly confidence?: number;
  readonly accuracy?: number;
}

const { text, windows, result } = readFixture<{
  readonly text: string;
  readonly windows: readonly (readonly number[])[];
  readonly result: Readonly<
    Record<"ece" | "mce" | "accuracy" | "confidence" | "nll" | "brier" | "predictions", number>
  > & { readonly table: readonly Bin[] };
}>("references/stories260k/calibration.json");

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const numbersOf = ({ data }: Tensor): number[] => Array.from(data as Float64Array);
async function* stream(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

describe("nextTokenCalibration against numpy and netcal", () => {
  it("agrees on every measure and every bin", async () => {
    const { data, evidence } = await nextTokenCalibration({ model, texts: [text] });
    for (const name of ["ece", "mce", "accuracy", "confidence", "nll", "brier"] as const) {
      expect(Math.abs(data[name] - result[name])).toBeLessThan(1e-5);
    }
    expect([data.predictions, data.windows]).toEqual([result.predictions, windows.length]);
    expect(evidence.rows).toBe(windows.length);
    const { counts, ...means } = data.bins;
    expect(numbersOf(counts)).toEqual(result.table.map(({ count }) => count));
    for (const name of ["confidence", "accuracy"] as const) {
      const theirs = float64(
        [15],
        [],
        result.table.map((bin) => bin[name] ?? NaN),
      );
      const isFilled = (bin: number): boolean => result.table[bin].count > 0;
      expect(worstError(means[name], theirs, isFilled)).toBeLessThan(1e-5);
      expect(numbersOf(means[name]).map(Number.isNaN)).toEqual(numbersOf(theirs).map(Number.isNaN));
    }
  });
});

describe("nextTokenCalibration", () => {
  it("gives the same for texts that come one by one", async () => {
    const texts = text.split("\n\n");
    const whole = await nextTokenCalibration({ model, texts });
    const streamed = await nextTokenCalibration({ model, texts: stream(texts) });
    expect(streamed.data).toEqual(whole.data);
  });

  it("says what a text was that is longer than the context", async () => {
    const { input } = await nextTokenCalibration({ model, texts: [text], source: "story.txt" });
    // sha256(sha256(text)), by Python's hashlib
    const sha256 = "281057aa9d31d7d67228a43444c8d48180592309d39e708c30b7410c16a3c55b";
    expect(input).toEqual({ kind: "texts", count: 1, sha256, source: "story.txt" });
  });

  it("predicts every token once, whatever the stride, and better with more before it", async () => {
    const apart = await nextTokenCalibration({ model, texts: [text] }, { window: 32 });
    const overlapping = await nextTokenCalibration(
      { model, texts: [text] },
      { window: 32, stride: 8 },
    );
    expect(apart.data.predictions).toBe(result.predictions);
    expect(overlapping.data.predictions).toBe(result.predictions);
    expect(overlapping.data.windows).toBeGreaterThan(apart.data.windows);
    expect(overlapping.data.nll).toBeLessThan(apart.data.nll);
  });

  it("is a stride of one's mean of single predictions", async () => {
    const short = "Tom had a red ball.";
    const { data } = await nextTokenCalibration(
      { model, texts: [short] },
      { window: 5, stride: 1 },
    );
    const ids = model.tokenizer.encode(short, { addSpecialTokens: false }).ids;
    const cases = ids.map((id, at) => ({
      input: { ids: [1, ...ids.slice(Math.max(0, at - 3), at)] },
      target: { kind: "logprob", id } as const,
    }));
    const values = (await model.evaluate(cases).all()).map(({ value }) => value!);
    expect(data.predictions).toBe(ids.length);
    expect(data.nll).toBeCloseTo(-values.reduce((a, b) => a + b, 0) / ids.length, 5);
  });

  it("has a standard error from resampled windows, the same for the same seed", async () => {
    const run = async (seed: number) =>
      (await nextTokenCalibration({ model, texts: [text] }, { seed })).data.eceError!;
    const [first, again, other] = [await run(0), await run(0), await run(1)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(Math.abs(other - first) / first).toBeLessThan(0.15);
    // The 738 predictions alone would give roughly sqrt(p(1 − p)/N) = 0.018.
    expect(first).toBeGreaterThan(0.002);
    expect(first).toBeLessThan(0.05);
    const { data } = await nextTokenCalibration({ model, texts: ["Once upon a time"] });
    expect(data.eceError).toBeNull();
  });

  it("shares predictions out equally over bins of equal mass", async () => {
    const { data } = await nextTokenCalibration(
      { model, texts: [text] },
      { binning: "equal-mass", bins: 6 },
    );
    expect(numbersOf(data.bins.counts)).toEqual([123, 123, 123, 123, 123, 123]);
  });

  it("holds the accuracy of every bin within its interval", async () => {
    const { bins } = (await nextTokenCalibration({ model, texts: [text] })).data;
    numbersOf(bins.accuracy).forEach((accuracy, bin) => {
      if (Number.isNaN(accuracy)) return expect(bins.lower.data[bin]).toBeNaN();
      expect(bins.lower.data[bin]).toBeLessThanOrEqual(accuracy);
      return expect(bins.upper.data[bin]).toBeGreaterThanOrEqual(accuracy);
    });
  });

  it("reads a model without BOS: the first token of a text is not predicted", async () => {
    const gpt2 = await fixtureModel("gpt2-text");
    const texts = ["the cat sat on the mat"];
    const length = gpt2.tokenizer.encode(texts[0], { addSpecialTokens: false }).ids.length;
    const withBos = gpt2.tokenizer.specialIds.bos !== null;
    const { data } = await nextTokenCalibration({ model: gpt2, texts }, { window: 4 });
    expect(data.predictions).toBe(withBos ? length : length - 1);
    await gpt2.close();
  });

  it.each<[NextTokenCalibrationOptions, string]>([
    [{ window: 1 }, "expected an integer from 2 to 1000000, got 1"],
    [{ window: 513 }, `"window" does not fit; expected at most the context of 512, got 513`],
    [{ window: 8, stride: 8 }, `"stride" does not fit; expected at most 7 for windows of 8, got 8`],
    [{ stride: 0 }, `"stride" does not fit`],
    [{ bins: 0 }, `"bins" does not fit`],
    [{ binning: "quantile" } as never, "expected one of equal-width, equal-mass"],
    [{ resamples: -1 }, `"resamples" does not fit`],
  ])("refuses %j", async (options, message) => {
    await expect(nextTokenCalibration({ model, texts: [text] }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses texts without a token", async () => {
    for (const texts of [[], [""]]) {
      await expect(nextTokenCalibration({ model, texts })).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("the texts hold no token to predict") as string,
      });
    }
  });

  it("refuses a model that looks both ways, before any work", async () => {
    const bert = await fixtureModel("bert");
    await expect(nextTokenCalibration({ model: bert, texts: ["a"] })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("needs causal; the model") as string,
    });
    await bert.close();
  });
});
