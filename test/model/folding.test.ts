import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { architecture as gpt2 } from "../../src/architectures/gpt2.ts";
import { architecture as llama } from "../../src/architectures/llama.ts";
import { checkpointTensors } from "../../src/model/checkpoint-tensors.ts";
import { createModel, loadModel, type FoldOptions } from "../../src/model/load.ts";
import type { Model } from "../../src/model/types.ts";
import { generator } from "../../src/tensor/random.ts";
import { float32, sizeOf, type Tensor } from "../../src/tensor/tensor.ts";
import { fixtureFolder, readTensors, worstError } from "../helpers/fixtures.ts";

const QUIET = { worker: false } as const;
/** In float64, what is left is the rounding of the folded weights to float32. */
const EXACT = { ...QUIET, backend: "reference" } as const;
const INPUT = { ids: [5, 6, 7, 3, 1] };
const BATCH = [{ ids: [5, 6, 7] }, { ids: [3, 1, 4, 1, 5] }];

const load = (name: string, fold?: boolean | FoldOptions, how: object = QUIET): Promise<Model> =>
  loadModel(fixtureFolder(name), { ...how, ...(fold !== undefined && { fold }) });

/** Log-probabilities over the last axis. */
function logProbs({ dims, data }: Tensor): Tensor {
  const size = dims.at(-1)!;
  const rows = Array.from({ length: data.length / size }, (_, row) => {
    const logits = Array.from(data.subarray(row * size, (row + 1) * size), Number);
    const most = Math.max(...logits);
    const total = most + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - most), 0));
    return logits.map((x) => x - total);
  });
  return float32(dims, rows.flat());
}

/** Largest difference at real tokens of tensors `[batch, pos, …]`: padding holds anything. */
function apart(ours: Tensor, theirs: Tensor, mask: Tensor): number {
  const perToken = theirs.data.length / mask.data.length;
  return worstError(ours, theirs, (i) => Number(mask.data[Math.floor(i / perToken)]) === 1);
}

describe("a folded model", () => {
  const sizes = fc.record({
    family: fc.constantFrom(gpt2, llama),
    layers: fc.integer({ min: 1, max: 3 }),
    heads: fc.constantFrom([1, 1], [2, 1], [2, 2], [4, 2]),
    dHead: fc.constantFrom(4, 6),
    tied: fc.boolean(),
    biased: fc.boolean(),
    seed: fc.nat(2 ** 20),
    steps: fc.constantFrom<boolean | FoldOptions>(
      true,
      { ln: true },
      { centreUnembed: true },
      { valueBiases: true },
      { ln: true, centreUnembed: true },
      { centreUnembed: true, valueBiases: true },
    ),
    centreWriting: fc.boolean(),
  });
  type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

  /** The drawn steps, with the one that only LayerNorm has. */
  const foldOf = ({ family, steps, centreWriting }: Sizes): boolean | FoldOptions =>
    family === gpt2 && centreWriting && steps !== true
      ? { ...(steps as FoldOptions), centreWriting }
      : steps;

  const configOf = ({ family, layers, heads: [q, kv], dHead, tied, biased }: Sizes): object =>
    family === gpt2
      ? {
          model_type: "gpt2",
          n_embd: q * dHead,
          n_head: q,
          n_layer: layers,
          n_positions: 16,
          vocab_size: 11,
          tie_word_embeddings: tied,
        }
      : {
          model_type: "llama",
          hidden_size: 8,
          head_dim: dHead,
          num_attention_heads: q,
          num_key_value_heads: kv,
          num_hidden_layers: layers,
          intermediate_size: 12,
          vocab_size: 11,
          max_position_embeddings: 16,
          tie_word_embeddings: tied,
          attention_bias: biased,
          mlp_bias: biased,
        };

  /** Weights of order 1, gains and biases too, so that every term shows. */
  const weightsOf = (given: Sizes, json: object): Promise<Record<string, Tensor>> => {
    const { normal } = generator(given.seed);
    const config = given.family.parseConfig(json as Readonly<Record<string, unknown>>, null);
    const recipes = given.family.weights(config, null);
    return checkpointTensors(recipes, async (name) => {
      const { dims } = recipes[name];
      const spread = dims.length > 1 ? 1 / Math.sqrt(dims[1]) : 0.5;
      const centre = name.endsWith(".w") ? 1 : 0;
      return float32(
        dims,
        Array.from({ length: sizeOf(dims) }, () => centre + spread * normal()),
      );
    });
  };

  it("gives the same probabilities, whatever its sizes, its weights and the steps", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (given) => {
        const json = configOf(given) as Readonly<Record<string, unknown>>;
        const weights = await weightsOf(given, json);
        await using raw = await createModel({ config: json, weights }, EXACT);
        await using folded = await createModel(
          { config: json, weights },
          { ...EXACT, fold: foldOf(given) },
        );
        const [a, b] = [await raw.run(INPUT), await folded.run(INPUT)];
        expect(worstError(logProbs(b.logits!), logProbs(a.logits!))).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, FoldOptions]>([
    ["gpt2", { ln: true }],
    ["gpt2", { centreWriting: true }],
    ["gpt2", { valueBiases: true }],
    ["gpt2", { ln: true, centreWriting: true, valueBiases: true }],
    ["llama-gqa", { ln: true }],
    ["llama-mqa-tied", { ln: true, valueBiases: true }],
    ["llama-biases", { valueBiases: true }],
    ["bert-classifier", { centreWriting: true, valueBiases: true }],
  ])("%s gives the same logits, folded by %j", async (name, fold) => {
    await using raw = await load(name, false, EXACT);
    await using folded = await load(name, fold, EXACT);
    const [a, b] = [await raw.run(BATCH), await folded.run(BATCH)];
    const error =
      a.logits!.dims.length === 3
        ? apart(b.logits!, a.logits!, a.cache.mask)
        : worstError(b.logits!, a.logits!); // a row's classes
    expect(error).toBeLessThan(5e-6);
    expect(await folded.fingerprint()).not.toBe(await raw.fingerprint());
  });

  it.each(["gpt2", "llama-mqa-tied", "bert-masked-lm"])(
    "%s loses a constant per position by centring the unembedding, no more",
    async (name) => {
      await using raw = await load(name, false, EXACT);
      await using folded = await load(name, { centreUnembed: true }, EXACT);
      const [{ logits: a }, { logits: b }] = [await raw.run(INPUT), await folded.run(INPUT)];
      const size = a!.dims[2];
      const mean = ({ data }: Tensor, row: number): number =>
        Array.from(data.subarray(row * size, (row + 1) * size), Number).reduce((x, y) => x + y, 0) /
        size;
      for (let row = 0; row < a!.dims[1]; row++) {
        expect(Math.abs(mean(a!, row))).toBeGreaterThan(1e-4);
        expect(mean(b!, row)).toBeCloseTo(0, 6);
        for (let token = 0; token < size; token++) {
          const at = row * size + token;
          expect(Number(b!.data[at])).toBeCloseTo(Number(a!.data[at]) - mean(a!, row), 5);
        }
      }
    },
  );

  it("leaves norms a gain of 1 and a bias of 0, and W_E as it was but for its mean", async () => {
    await using folded = await load("gpt2", true);
    const all = async (name: string, value: number): Promise<void> => {
      expect(
        (await folded.weight(name)).data.every((x) => x === value),
        name,
      ).toBe(true);
    };
    await all("blocks.1.ln2.w", 1);
    await all("blocks.0.ln1.b", 0);
    await all("ln_final.w", 1);
    await all("b_V", 0);
    await using onlyNorms = await load("gpt2", { ln: true });
    const stored = await readTensors("models/gpt2/model.safetensors");
    const embed = await onlyNorms.weight("W_E");
    expect(embed.data).toEqual(stored.get("transformer.wte.weight")!.data); // tied before, apart now
    expect((await onlyNorms.weight("W_U")).data).not.toEqual(embed.data);
    expect(onlyNorms.config).toMatchObject({
      tieWordEmbeddings: false,
      folded: { ln: true, centreWriting: false, centreUnembed: false, valueBiases: false },
    });
    expect(onlyNorms.weightNames()).toContain("b_U");
  });

  it("reads the same norms, and the same values in front of every activation function", async () => {
    const same = ["ln1.hook_scale", "ln1.hook_normalized", "attn.hook_q", "ln2.hook_normalized"];
    const capture = [...same, "mlp.hook_pre"].map((name) => `blocks.1.${name}`);
    await using raw = await load("gpt2", false, EXACT);
    await using folded = await load("gpt2", true, EXACT);
    const [a, b] = [await raw.run(BATCH, { capture }), await folded.run(BATCH, { capture })];
    for (const name of capture) {
      const [ours, theirs] = [b.cache.get(name), a.cache.get(name)];
      expect(apart(ours, theirs, a.cache.mask), name).toBeLessThan(5e-6);
    }
    const out = await folded.run(INPUT, {
      capture: ["ln_final.hook_out", "ln_final.hook_normalized"],
    });
    expect(out.cache.get("ln_final.hook_out").data).toEqual(
      out.cache.get("ln_final.hook_normalized").data,
    );
  });

  it("is edited and differentiated like the model it was", async () => {
    const target = { kind: "logprob", id: 9 } as const;
    const edits = [
      { at: "blocks.0.attn.hook_pattern", where: { head: 1 }, do: "scale", with: 0.5 },
      { at: "blocks.1.mlp.hook_pre", where: { pos: 2 }, do: "zero" },
    ] as const;
    // only the norms: value biases in b_O would not be scaled with the pattern
    const fold = { ln: true, centreWriting: true, centreUnembed: true };
    const wrt = ["blocks.0.attn.hook_z", "blocks.1.mlp.hook_pre", "blocks.1.hook_q_input"];
    await using raw = await load("gpt2", false, EXACT);
    await using folded = await load("gpt2", fold, EXACT);
    const [a, b] = [
      await raw.gradient(BATCH, { target, wrt, edits }),
      await folded.gradient(BATCH, { target, wrt, edits }),
    ];
    expect(worstError(b.value, a.value)).toBeLessThan(5e-6);
    for (const name of wrt) {
      expect(worstError(b.gradients.get(name), a.gradients.get(name)), name).toBeLessThan(2e-5);
    }
  });

  it("generates the same tokens, with and without the cache", async () => {
    await using raw = await load("llama-mqa-tied");
    await using folded = await load("llama-mqa-tied", true);
    const options = { maxNewTokens: 12, stopAtEos: false };
    const { ids } = await raw.generate(INPUT, options);
    expect((await folded.generate(INPUT, options)).ids).toEqual(ids);
    expect((await folded.generate(INPUT, { ...options, cache: false })).ids).toEqual(ids);
  });

  it("has a twin that is folded too", async () => {
    await using folded = await load("gpt2", true);
    await using twin = await folded.twin({ seed: 3 });
    await using raw = await load("gpt2");
    await using rawTwin = await raw.twin({ seed: 3 });
    expect(twin.config).toEqual(folded.config);
    const [a, b] = [await rawTwin.run(INPUT), await twin.run(INPUT)];
    expect(worstError(logProbs(b.logits!), logProbs(a.logits!))).toBeLessThan(1e-5);
    expect(await twin.fingerprint()).not.toBe(await rawTwin.fingerprint());
  });

  it("is not saved: no checkpoint of its family holds it", async () => {
    const folder = path.join(tmpdir(), "vitrine-folded-never-written");
    await using folded = await load("gpt2", true);
    await expect(folded.save(folder)).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await expect(folded.save(folder)).rejects.toThrow(/Save the model as it was loaded/);
    await expect(rm(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("leaves the tensors it was made of as they were", async () => {
    const weights = Object.fromEntries(await readTensors("models/gpt2-untied/model.safetensors"));
    const before = structuredClone(weights);
    const config = {
      model_type: "gpt2",
      n_embd: 24,
      n_head: 4,
      n_layer: 2,
      n_positions: 64,
      vocab_size: 61,
    };
    await using model = await createModel(
      { config: { ...config, tie_word_embeddings: false }, weights },
      { ...QUIET, fold: true },
    );
    expect(model.config.folded?.ln).toBe(true);
    expect(weights).toEqual(before);
  });
});

describe("what cannot be folded", () => {
  it.each<[string, boolean | FoldOptions, RegExp]>([
    [
      "bert",
      true,
      /"ln" cannot be folded: the norms of BERT stand after the sums.*Name the other steps/,
    ],
    ["bert", { ln: true }, /are in the residual stream itself/],
    ["llama", { centreWriting: true }, /RMSNorm does not take the mean away/],
    ["bert-classifier", { centreUnembed: true }, /has no unembedding/],
    ["gpt2", { layerNorm: true } as FoldOptions, /unknown step "layerNorm"/],
  ])("%s by %j is an error that says why", async (name, fold, message) => {
    await expect(load(name, fold)).rejects.toThrow(message);
  });

  it("nothing is folded by false, by {} and by steps that are false", async () => {
    await using raw = await load("gpt2");
    for (const fold of [false, {}, { ln: false }]) {
      await using model = await load("gpt2", fold);
      expect(await model.fingerprint()).toBe(await raw.fingerprint());
      expect(model.config).toEqual(raw.config);
    }
  });
});
