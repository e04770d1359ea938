import type { DecoderBlockSpec } from "../blocks/decoder-block.ts";
import { requireActivation } from "../blocks/activation.ts";
import { STREAM } from "../blocks/axes.ts";
import { decoderBlock } from "../blocks/decoder-block.ts";
import { layerCaches, type LayerCache } from "../blocks/kv-cache.ts";
import { norm } from "../blocks/norm.ts";
import { attentionMask, textInput, type AttentionMask } from "../blocks/text-input.ts";
import { unembed } from "../blocks/unembed.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import { pair, prefixOf, transposed, whole } from "./checkpoint-names.ts";
import { decoderAliases } from "./decoder-aliases.ts";
import {
  defineArchitecture,
  type Architecture,
  type BuildOptions,
  type ModelConfig,
  type TensorIndex,
} from "./define.ts";
import { decoderNormReaders } from "./norm-readers.ts";
import {
  boolean,
  positiveInteger,
  positiveNumber,
  requireDivisible,
  requireOption,
  string,
} from "./read-config.ts";

export interface Gpt2Config extends ModelConfig {
  readonly scaleAttnWeights: boolean;
  readonly scaleAttnByInverseLayerIdx: boolean;
}

type Json = Readonly<Record<string, unknown>>;

function parseConfig(json: Json, index: TensorIndex | null): Gpt2Config {
  requireOption(json, "add_cross_attention", [false]);
  const dModel = positiveInteger(json, ["n_embd", "hidden_size"], 768);
  const nHeads = positiveInteger(json, ["n_head", "num_attention_heads"], 12);
  requireDivisible("n_embd over n_head", dModel, nHeads);
  return {
    architecture: "gpt2",
    nLayers: positiveInteger(json, ["n_layer", "num_hidden_layers"], 12),
    dModel,
    nHeads,
    nKeyValueHeads: nHeads,
    dHead: dModel / nHeads,
    dMlp: positiveInteger(json, ["n_inner"], 4 * dModel),
    dVocab: positiveInteger(json, ["vocab_size"], 50257),
    nCtx: positiveInteger(json, ["n_positions", "n_ctx", "max_position_embeddings"], 1024),
    eps: positiveNumber(json, ["layer_norm_epsilon"], 1e-5),
    actFn: requireActivation(string(json, "activation_function", "gelu_new")),
    normalizationType: "LN",
    positionalEmbeddingType: "standard",
    gatedMlp: false,
    attentionDir: "causal",
    tieWordEmbeddings:
      boolean(json, "tie_word_embeddings", true) || index?.has("lm_head.weight") === false,
    initializerRange: positiveNumber(json, ["initializer_range"], 0.02),
    heads: ["lm"],
    labels: [],
    scaleAttnWeights: boolean(json, "scale_attn_weights", true),
    scaleAttnByInverseLayerIdx: boolean(json, "scale_attn_by_inverse_layer_idx", false),
  };
}

function weights(config: Gpt2Config, index: TensorIndex | null): Record<string, WeightRecipe> {
  const { dModel, dMlp, dVocab, nCtx, nLayers } = config;
  const prefix = prefixOf(index, ["transformer.", ""], "wte.weight");
  const all: Record<string, WeightRecipe> = {
    W_E: whole(`${prefix}wte.weight`, [dVocab, dModel]),
    W_pos: whole(`${prefix}wpe.weight`, [nCtx, dModel]),
    ...pair("ln_final.w", "ln_final.b", `${prefix}ln_f`, [dModel]),
  };
  if (!config.tieWordEmbeddings) all.W_U = whole("lm_head.weight", [dVocab, dModel]);
  for (let layer = 0; layer < nLayers; layer++) {
    const to = `blocks.${layer}`;
    const from = `${prefix}h.${layer}`;
    const mlp = `${from}.mlp`;
    Object.assign(all, {
      ...pair(`${to}.ln1.w`, `${to}.ln1.b`, `${from}.ln_1`, [dModel]),
      ...pair(`${to}.ln2.w`, `${to}.ln2.b`, `${from}.ln_2`, [dModel]),
      ...fusedProjections(`${to}.attn`, `${from}.attn.c_attn`, dModel),
      [`${to}.attn.W_O`]: transposed(`${from}.attn.c_proj.weight`, [dModel, dModel]),
      [`${to}.attn.b_O`]: whole(`${from}.attn.c_proj.bias`, [dModel]),
      [`${to}.mlp.W_in`]: transposed(`${mlp}.c_fc.weight`, [dMlp, dModel]),
      [`${to}.mlp.b_in`]: whole(`${mlp}.c_fc.bias`, [dMlp]),
      [`${to}.mlp.W_out`]: transposed(`${mlp}.c_proj.weight`, [dModel, dMlp]),
      [`${to}.mlp.b_out`]: whole(`${mlp}.c_proj.bias`, [dModel]),
    });
  }
  return all;
}

/** q, k and v stand side by side in one Conv1D of `[dModel, 3·dModel]`. */
function fusedProjections(to: string, from: string, dModel: number): Record<string, WeightRecipe> {
  const all: Record<string, WeightRecipe> = {};
  for (const [i, letter] of ["Q", "K", "V"].entries()) {
    const part = { from: i * dModel, to: (i + 1) * dModel };
    all[`${to}.W_${letter}`] = {
      ...transposed(`${from}.weight`, [dModel, dModel]),
      slice: { axis: 1, ...part },
    };
    all[`${to}.b_${letter}`] = { ...whole(`${from}.bias`, [dModel]), slice: { axis: 0, ...part } };
  }
  return all;
}

function build(g: Builder, config: Gpt2Config, options: BuildOptions): void {
  const { dModel, dVocab, nCtx } = config;
  const caches = options.past === true ? layerCaches(g, config) : [];
  const input = textInput(g, options.padded, caches[0]);
  const mask = attentionMask(g, input, true);
  const embedded = g.op("Gather", g.param("W_E", "float32", [dVocab, dModel]), input.ids);
  const placed = g.op("Gather", g.param("W_pos", "float32", [nCtx, dModel]), input.positions);
  let x = g.op(
    "Add",
    g.hook("hook_embed", embedded, STREAM),
    g.hook("hook_pos_embed", placed, STREAM),
  );
  for (let layer = 0; layer < config.nLayers; layer++) {
    const stream = x;
    const name = `blocks.${layer}`;
    x = g.scope(name, () =>
      decoderBlock(g, stream, blockSpec(config, layer, mask, caches[layer] ?? null, options)),
    );
  }
  const normed = norm(g, x, normSpec(g, config, "ln_final", true));
  if (!options.heads.includes("lm")) return;
  const { tieWordEmbeddings: tied, unembedBias: bias = false } = config;
  g.output("lm", unembed(g, options.select(normed), { dVocab, dModel, tied, bias }));
}

function blockSpec(
  config: Gpt2Config,
  layer: number,
  mask: AttentionMask,
  cache: LayerCache | null,
  { demand }: BuildOptions,
): DecoderBlockSpec {
  const name = `blocks.${layer}`;
  const { dHead, scaleAttnWeights, scaleAttnByInverseLayerIdx } = config;
  const perLayer = scaleAttnByInverseLayerIdx ? 1 / (layer + 1) : 1;
  return {
    name,
    attention: {
      ...config,
      name: `${name}.attn`,
      scale: (scaleAttnWeights ? 1 / Math.sqrt(dHead) : 1) * perLayer,
      bias: { qkv: true, out: true },
      mask,
      rotate: null,
      cache,
      demand,
    },
    mlp: { ...config, name: `${name}.mlp`, gated: false, bias: true },
    norm: (g, x, key, hooked) => norm(g, x, normSpec(g, config, `${name}.${key}`, hooked)),
  };
}

function normSpec(
  g: Builder,
  { dModel, eps }: Gpt2Config,
  name: string,
  hooked: boolean,
): Parameters<typeof norm>[2] {
  const weight: Value = g.param(`${name}.w`, "float32", [dModel]);
  const bias = g.param(`${name}.b`, "float32", [dModel]);
  return { kind: "LN", eps, weight, bias, name: hooked ? name : null };
}

/**
 * GPT-2 (Radford et al. 2019): learned positions, pre-norm blocks, GELU. Covers the options of
 * `GPT2Config` that change the numbers: activation, attention scaling, inner size, untied head.
 */
export const architecture: Architecture = defineArchitecture<Gpt2Config>({
  id: "gpt2",
  title: "GPT-2",
  modelTypes: ["gpt2"],
  parseConfig,
  weights,
  build,
  // matrices that write into the stream are scaled by 1/√(number of writes)
  initialStd: (name, { initializerRange, nLayers }) =>
    /(W_O|W_out)$/.test(name) ? initializerRange / Math.sqrt(2 * nLayers) : initializerRange,
  normReaders: decoderNormReaders,
  aliases: decoderAliases,
});
