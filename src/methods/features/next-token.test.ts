import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFixture } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { nextToken } from "./next-token.ts";

interface Lens {
  readonly top: readonly (readonly (readonly number[])[])[];
  readonly topProbs: readonly (readonly (readonly number[])[])[];
  readonly entropy: readonly (readonly number[])[];
}

/** The last row of a lens is the model's own prediction, here PyTorch's in float64. */
const { text, modes } = readFixture<{
  readonly text: string;
  readonly modes: { readonly recompute: Lens };
}>("references/stories260k/lens.json");
const { top, topProbs, entropy } = modes.recompute;
const last = top.length - 1;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

describe("nextToken", () => {
  it.each([
    ["the last position", undefined, top[0].length - 1],
    ["another position", 3, 3],
    ["a position counted from the last", -4, top[0].length - 4],
  ] as const)("predicts as PyTorch does after %s", async (_, position, row) => {
    const k = top[last][row].length;
    const { data } = await nextToken(
      { model, input: text },
      { top: k, ...(position === undefined ? {} : { position }) },
    );
    expect(Array.from(data.ids.data as Int32Array)).toEqual(top[last][row]);
    Array.from(data.probabilities.data as Float64Array).forEach((probability, rank) => {
      expect(probability).toBeCloseTo(topProbs[last][row][rank], 5);
    });
    expect(data.entropy).toBeCloseTo(entropy[last][row], 4);
  });

  it("names tokens as they read inside a text", async () => {
    const { data, evidence } = await nextToken({ model, input: text }, { top: 2 });
    expect(data.tokens).toEqual(
      Array.from(data.ids.data as Int32Array, (id) => model.tokenizer.surface(id)),
    );
    const [first, second] = data.probabilities.data as Float64Array;
    expect(evidence.shownProbability).toBeCloseTo(first + second, 12);
  });

  it("refuses a position that the text does not have", async () => {
    await expect(nextToken({ model, input: "Once" }, { position: 40 })).rejects.toMatchObject({
      name: "VitrineError",
    });
  });
});
