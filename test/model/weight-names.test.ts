import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureFolder } from "../helpers/fixtures.ts";

const load = (name: string): Promise<Model> => loadModel(fixtureFolder(name), { worker: false });

describe("weights by the names of TransformerLens's state dicts", () => {
  it.each([
    ["gpt2", "embed.W_E", "W_E"],
    ["gpt2", "pos_embed.W_pos", "W_pos"],
    ["gpt2", "unembed.W_U", "W_U"],
    ["llama-gqa", "unembed.W_U", "W_U"],
    ["bert-masked-lm", "unembed.b_U", "b_U"],
    ["bert-masked-lm", "embed.embed.W_E", "W_E"],
    ["bert-masked-lm", "embed.pos_embed.W_pos", "W_pos"],
    ["bert-masked-lm", "embed.token_type_embed.W_token_type", "W_type"],
  ])("%s: %s is %s", async (name, long, short) => {
    await using model = await load(name);
    expect(await model.weight(long)).toEqual(await model.weight(short));
  });

  it.each(["gpt2", "llama-gqa"])("%s: b_U, which it has not, is zeros", async (name) => {
    await using model = await load(name);
    const { dims, data } = await model.weight("b_U");
    expect(dims).toEqual([model.config.dVocab]);
    expect(data.every((x) => x === 0)).toBe(true);
  });

  it("a model without a language model's head has no unembedding", async () => {
    await using model = await load("bert-classifier");
    await expect(model.weight("unembed.b_U")).rejects.toThrow(/unknown name "unembed.b_U"/);
  });
});
