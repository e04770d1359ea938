import { describe, expect, it } from "vitest";
import { createModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { worstError } from "../helpers/fixtures.ts";

const CONFIG = {
  model_type: "wired",
  n_embd: 8,
  n_head: 2,
  n_layer: 2,
  n_inner: 12,
  n_positions: 8,
  vocab_size: 11,
  initializer_range: 0.5,
};
const INPUT = { ids: [1, 5, 2, 9] };

function wired(options: { fold?: boolean; normalisation?: string } = {}): Promise<Model> {
  const { fold = false, normalisation = "none" } = options;
  const config = { ...CONFIG, normalisation };
  return createModel({ config, seed: 4 }, { worker: false, fold });
}

describe("a model without norms", () => {
  it("has no hooks of norms; its blocks read the stream", async () => {
    await using model = await wired();
    expect(model.sites().filter(({ name }) => /\bln/.test(name))).toEqual([]);
    const { cache } = await model.run(INPUT, {
      capture: ["blocks.1.attn.hook_in", "blocks.1.mlp.hook_in"],
    });
    const { cache: stream } = await model.run(INPUT, {
      capture: ["blocks.1.hook_resid_pre", "blocks.1.hook_resid_mid"],
    });
    expect(cache.get("blocks.1.attn.hook_in").data).toEqual(
      stream.get("blocks.1.hook_resid_pre").data,
    );
    expect(cache.get("blocks.1.mlp.hook_in").data).toEqual(
      stream.get("blocks.1.hook_resid_mid").data,
    );
  });

  it("has nothing to fold but value biases and the unembedding's mean", async () => {
    await using plain = await wired();
    await using folded = await wired({ fold: true });
    expect(folded.config.folded).toEqual({
      ln: true,
      centreWriting: false,
      centreUnembed: true,
      valueBiases: true,
    });
    const target = { kind: "logprob", id: 3 } as const;
    const [a] = await plain.evaluate([{ input: INPUT, target }]).all();
    const [b] = await folded.evaluate([{ input: INPUT, target }]).all();
    expect(Math.abs(a.value! - b.value!)).toBeLessThan(1e-5);
    const config = { ...CONFIG, normalisation: "none" };
    await expect(
      createModel({ config, seed: 4 }, { fold: { centreWriting: true } }),
    ).rejects.toThrow(/no norm that takes the mean away/);
  });

  it("is linear from the last stream to the logits, which its gradient shows", async () => {
    await using model = await wired();
    const at = "blocks.1.hook_resid_post";
    const target = { kind: "logit", id: 3 } as const;
    const { gradients } = await model.gradient(INPUT, { target, wrt: [at] });
    const unembedding = await model.weight("W_U"); // [d_model, vocab]
    const column = Array.from({ length: 8 }, (_, i) => Number(unembedding.data[i * 11 + 3]));
    const slope = Array.from(gradients.get(at).data, Number).slice(-8);
    for (const [i, value] of slope.entries()) expect(value).toBeCloseTo(column[i], 6);
  });

  it("has the QK and OV circuits of its weights", async () => {
    await using model = await wired();
    expect((await model.circuit("OV")).dims).toEqual([2, 2, 8, 8]);
  });
});

describe("a wired model with norms", () => {
  it("computes what GPT-2 with ReLU computes", async () => {
    await using model = await wired({ normalisation: "layer" });
    const gpt2 = { ...CONFIG, model_type: "gpt2", activation_function: "relu" };
    await using theirs = await createModel(
      { config: { ...gpt2, tie_word_embeddings: false }, seed: 4 },
      { worker: false },
    );
    const [ours, same] = [await model.run(INPUT), await theirs.run(INPUT)];
    expect(worstError(ours.logits!, same.logits!)).toBe(0);
  });

  it("is refused where the normalisation is neither", async () => {
    await expect(wired({ normalisation: "batch" })).rejects.toThrow(
      /"normalisation" is "batch", which is not supported; expected "none" or "layer"/,
    );
  });
});
