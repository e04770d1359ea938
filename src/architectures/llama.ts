import { requireActivation } from "../blocks/activation.ts";
import { STREAM } from "../blocks/axes.ts";
import { decoder, type BlockContext, type DecoderSpec } from "../blocks/decoder.ts";
import type { DecoderBlockSpec } from "../blocks/decoder-block.ts";
import { norm } from "../blocks/norm.ts";
import { parseRotary, rotary, type RotarySpec } from "../blocks/rotary.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import { prefixOf, whole } from "./checkpoint-names.ts";
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

export interface LlamaConfig extends ModelConfig {
  readonly attentionBias: boolean;
  readonly mlpBias: boolean;
  readonly rotary: RotarySpec;
}

type Json = Readonly<Record<string, unknown>>;

function parseConfig(json: Json, index: TensorIndex | null): LlamaConfig {
  requireOption(json, "pretraining_tp", [1]);
  const dModel = positiveInteger(json, ["hidden_size"], 4096);
  const nHeads = positiveInteger(json, ["num_attention_heads"], 32);
  const nKeyValueHeads = positiveInteger(json, ["num_key_value_heads"], nHeads);
  requireDivisible("num_attention_heads over num_key_value_heads", nHeads, nKeyValueHeads);
  if (json.head_dim === undefined || json.head_dim === null) {
    requireDivisible("hidden_size over num_attention_heads", dModel, nHeads);
  }
  const dHead = positiveInteger(json, ["head_dim"], Math.floor(dModel / nHeads));
  requireDivisible("head_dim, rotated in halves,", dHead, 2);
  return {
    architecture: "llama",
    nLayers: positiveInteger(json, ["num_hidden_layers"], 32),
    dModel,
    nHeads,
    nKeyValueHeads,
    dHead,
    dMlp: positiveInteger(json, ["intermediate_size"], 11008),
    dVocab: positiveInteger(json, ["vocab_size"], 32000),
    nCtx: positiveInteger(json, ["max_position_embeddings"], 2048),
    eps: positiveNumber(json, ["rms_norm_eps"], 1e-6),
    actFn: requireActivation(string(json, "hidden_act", "silu")),
    normalizationType: "RMS",
    positionalEmbeddingType: "rotary",
    gatedMlp: true,
    attentionDir: "causal",
    tieWordEmbeddings:
      boolean(json, "tie_word_embeddings", false) || index?.has("lm_head.weight") === false,
    initializerRange: positiveNumber(json, ["initializer_range"], 0.02),
    heads: ["lm"],
    labels: [],
    attentionBias: boolean(json, "attention_bias", false),
    mlpBias: boolean(json, "mlp_bias", false),
    rotary: parseRotary(json, dHead),
  };
}

function weights(config: LlamaConfig, index: TensorIndex | null): Record<string, WeightRecipe> {
  const { dModel, dVocab } = config;
  const prefix = prefixOf(index, ["model.", ""], "embed_tokens.weight");
  const all: Record<string, WeightRecipe> = {
    W_E: whole(`${prefix}embed_tokens.weight`, [dVocab, dModel]),
    "ln_final.w": whole(`${prefix}norm.weight`, [dModel]),
  };
  if (!config.tieWordEmbeddings) all.W_U = whole("lm_head.weight", [dVocab, dModel]);
  for (let layer = 0; layer < config.nLayers; layer++) {
    Object.assign(all, blockWeights(config, `blocks.${layer}`, `${prefix}layers.${layer}`));
  }
  return all;
}

function blockWeights(config: LlamaConfig, to: string, from: string): Record<string, WeightRecipe> {
  const { dModel, dMlp, nHeads, nKeyValueHeads, dHead } = config;
  const wide = nHeads * dHead;
  const narrow = nKeyValueHeads * dHead;
  const named = (key: string, source: string, dims: readonly number[], bias: boolean) => {
    const [block, letter] = key.split(".");
    return {
      [`${to}.${block}.W_${letter}`]: whole(`${from}.${source}.weight`, dims),
      ...(bias && { [`${to}.${block}.b_${letter}`]: whole(`${from}.${source}.bias`, [dims[0]]) }),
    };
  };
  const { attentionBias, mlpBias } = config;
  return {
    [`${to}.ln1.w`]: whole(`${from}.input_layernorm.weight`, [dModel]),
    [`${to}.ln2.w`]: whole(`${from}.post_attention_layernorm.weight`, [dModel]),
    ...named("attn.Q", "self_attn.q_proj", [wide, dModel], attentionBias),
    ...named("attn.K", "self_attn.k_proj", [narrow, dModel], attentionBias),
    ...named("attn.V", "self_attn.v_proj", [narrow, dModel], attentionBias),
    ...named("attn.O", "self_attn.o_proj", [dModel, wide], attentionBias),
    ...named("mlp.gate", "mlp.gate_proj", [dMlp, dModel], mlpBias),
    ...named("mlp.in", "mlp.up_proj", [dMlp, dModel], mlpBias),
    ...named("mlp.out", "mlp.down_proj", [dModel, dMlp], mlpBias),
  };
}

function build(g: Builder, config: LlamaConfig, options: BuildOptions): void {
  const start: DecoderSpec["start"] = (input) => {
    const rotate = rotary(g, input.positions, config.rotary);
    const { dVocab, dModel } = config;
    const embedded = g.op("Gather", g.param("W_E", "float32", [dVocab, dModel]), input.ids);
    const stream = g.hook("hook_embed", embedded, STREAM);
    return { stream, block: (context) => blockSpec(config, context, rotate) };
  };
  const finalNorm = (x: Value): Value => rmsNorm(g, x, config, "ln_final", true);
  decoder(g, { ...config, start, finalNorm }, options);
}

function blockSpec(
  config: LlamaConfig,
  { name, mask, cache, demand }: BlockContext,
  rotate: (x: Value) => Value,
): DecoderBlockSpec {
  return {
    name,
    attention: {
      ...config,
      name: `${name}.attn`,
      scale: 1 / Math.sqrt(config.dHead),
      bias: { qkv: config.attentionBias, out: config.attentionBias },
      mask,
      rotate,
      cache,
      demand,
    },
    mlp: { ...config, name: `${name}.mlp`, gated: true, bias: config.mlpBias },
    norm: (g, x, key, hooked) => rmsNorm(g, x, config, `${name}.${key}`, hooked),
  };
}

function rmsNorm(
  g: Builder,
  x: Value,
  { dModel, eps }: LlamaConfig,
  name: string,
  hooked: boolean,
): Value {
  const weight = g.param(`${name}.w`, "float32", [dModel]);
  return norm(g, x, { kind: "RMS", eps, weight, bias: null, name: hooked ? name : null });
}

/**
 * Llama (Touvron et al. 2023; Llama 3: Grattafiori et al. 2024): rotary positions, RMSNorm, gated
 * MLP, grouped-query attention, tied or untied head. Differs from GPT-2 in each of these. Rotary
 * scaling `default`, `linear` and `llama3`.
 */
export const architecture: Architecture = defineArchitecture<LlamaConfig>({
  id: "llama",
  title: "Llama",
  modelTypes: ["llama"],
  parseConfig,
  weights,
  build,
  normReaders: decoderNormReaders,
  aliases: decoderAliases,
});
