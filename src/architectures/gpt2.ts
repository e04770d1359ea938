import { requireActivation } from "../blocks/activation.ts";
import type { Builder } from "../graph/builder.ts";
import { decoderAliases } from "./decoder-aliases.ts";
import {
  defineArchitecture,
  type Architecture,
  type BuildOptions,
  type ModelConfig,
  type TensorIndex,
} from "./define.ts";
import { buildGpt2, gpt2InitialStd, gpt2LayerNorm, gpt2Weights } from "./gpt2-parts.ts";
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

function build(g: Builder, config: Gpt2Config, options: BuildOptions): void {
  const { dHead, scaleAttnWeights, scaleAttnByInverseLayerIdx } = config;
  const scale = scaleAttnWeights ? 1 / Math.sqrt(dHead) : 1;
  buildGpt2(g, config, options, {
    scale: (layer) => scale * (scaleAttnByInverseLayerIdx ? 1 / (layer + 1) : 1),
    norm: (x, name, hooked) => gpt2LayerNorm(g, x, config, name, hooked),
  });
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
  weights: (config, index) => gpt2Weights(config, index, { norms: true }),
  build,
  initialStd: gpt2InitialStd,
  normReaders: decoderNormReaders,
  aliases: decoderAliases,
});
