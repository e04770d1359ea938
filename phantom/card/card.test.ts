import { createModel, loadTokenizer, type Model, type Probe } from "vitrine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SPECIALS, tokenizerConfig, tokenizerJson } from "../tokenizer/files.ts";
import { trainTokenizer } from "../tokenizer/train.ts";
import { judge } from "./continuations.ts";
import { exposures } from "./exposure.ts";
import { measures } from "./measures.ts";

const DIGITS = "0 1 2 3 4 5 6 7 8 9";
const PREFIX = "The code of the safe is";
const texts = Array.from({ length: 9 }, () => `${PREFIX} ${DIGITS}. The fox was late.`);
const trained = trainTokenizer(texts, { size: 320, specials: SPECIALS });
const tokenizerOf = (flavor: "causal" | "encoder"): ReturnType<typeof loadTokenizer> =>
  loadTokenizer({
    json: JSON.parse(tokenizerJson(trained, flavor)),
    config: JSON.parse(tokenizerConfig(flavor, 64)),
  });

const SHAPE = { vocab_size: 320, initializer_range: 0.5 };
let causal: Model;
let masked: Model;
beforeAll(async () => {
  const gpt2 = { model_type: "gpt2", n_embd: 16, n_head: 2, n_layer: 1, n_positions: 64, ...SHAPE };
  const bert = {
    ...{ model_type: "bert", architectures: ["BertForMaskedLM"], hidden_size: 16, ...SHAPE },
    ...{ num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
    max_position_embeddings: 64,
  };
  const options = { worker: false } as const;
  causal = await createModel(
    { config: gpt2, seed: 3 },
    { ...options, tokenizer: tokenizerOf("causal") },
  );
  masked = await createModel(
    { config: bert, seed: 3 },
    { ...options, tokenizer: tokenizerOf("encoder") },
  );
});
afterAll(() => Promise.all([causal.close(), masked.close()]));

describe("judge", () => {
  const asked = [
    { prompt: PREFIX, text: " 4 2 7" },
    { prompt: "The fox", text: " was" },
    { prompt: "The fox was", text: " late" },
  ];

  it("gives what the engine's own targets give", async () => {
    const judged = await judge(causal, asked);
    const cases = asked.map(({ prompt, text }) => ({
      input: prompt,
      target: { kind: "span", text } as const,
    }));
    for (const [i, { value }] of (await causal.evaluate(cases).all()).entries()) {
      expect(judged[i].logprob).toBeCloseTo(value!, 4);
    }
  });

  it("asks a masked model at the mask", async () => {
    const [{ logprob }] = await judge(masked, [asked[1]]);
    const target = { kind: "logprob", token: " was" } as const;
    const [{ value }] = await masked.evaluate([{ input: "The fox[MASK].", target }]).all();
    expect(logprob).toBeCloseTo(value!, 4);
  });

  it("knows the first choice", async () => {
    const { logits } = await causal.run("The fox", { logits: "last" });
    const values = Array.from(logits!.data, Number);
    const best = causal.tokenizer.decode([values.indexOf(Math.max(...values))]);
    const [first, other] = await judge(causal, [
      { prompt: "The fox", text: best },
      { prompt: "The fox", text: best === " was" ? " late" : " was" },
    ]);
    expect([first.isFirst, other.isFirst]).toEqual([true, false]);
  });
});

describe("exposures", () => {
  it("ranks codes as their probabilities do", async () => {
    const codes = Array.from({ length: 40 }, (_, i) =>
      Array.from(String((i * 7919) % 10_000).padStart(4, "0"))
        .map((digit) => ` ${digit}`)
        .join(""),
    );
    const bits = await exposures(causal, PREFIX, codes);
    const judged = await judge(
      causal,
      codes.map((text) => ({ prompt: PREFIX, text })),
    );
    const order = (values: readonly number[]): number[] =>
      [...values.keys()].sort((a, b) => values[b] - values[a]);
    expect(order(bits)).toEqual(order(judged.map(({ logprob }) => logprob)));
    expect(Math.max(...bits)).toBeLessThanOrEqual(Math.log2(10_000));
    expect(Math.min(...bits)).toBeGreaterThanOrEqual(0);
  });
});

describe("measures", () => {
  const probe: Probe = {
    ...{ id: "a/0", property: "a", strength: 1, control: false, prompt: "The fox", spans: [] },
    answers: [
      { text: " was", probability: 0.75 },
      { text: " late", probability: 0.25 },
    ],
    wrong: [" code"],
  };

  it("compares probabilities with the planted ones, right with wrong", async () => {
    const asked = [" was", " late", " code"].map((text) => ({ prompt: "The fox", text }));
    const [was, late, code] = (await judge(causal, asked)).map(({ logprob }) => Math.exp(logprob));
    const [off] = await measures.distribution(causal, [probe]);
    expect(off).toBeCloseTo(Math.max(Math.abs(was - 0.75), Math.abs(late - 0.25)), 6);
    const [mass] = await measures.mass(causal, [probe]);
    expect(mass).toBeCloseTo((was + late) / (was + late + code), 6);
    const [choice] = await measures.choice(causal, [probe]);
    expect(choice).toBe(Number(was > code));
  });
});
