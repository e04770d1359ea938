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

type Json = Readonly<Record<string, unknown>>;

function parseConfig(json: Json, index: TensorIndex | null): ModelConfig {
  requireOption(json, "normalisation", ["none", "layer"]);
  const dModel = positiveInteger(json, ["n_embd"], 128);
  const nHeads = positiveInteger(json, ["n_head"], 4);
  requireDivisible("n_embd over n_head", dModel, nHeads);
  return {
    architecture: "wired",
    nLayers: positiveInteger(json, ["n_layer"], 4),
    dModel,
    nHeads,
    nKeyValueHeads: nHeads,
    dHead: dModel / nHeads,
    dMlp: positiveInteger(json, ["n_inner"], 4 * dModel),
    dVocab: positiveInteger(json, ["vocab_size"]),
    nCtx: positiveInteger(json, ["n_positions"], 32),
    eps: positiveNumber(json, ["layer_norm_epsilon"], 1e-5),
    actFn: requireActivation(string(json, "activation_function", "relu")),
    normalizationType: string(json, "normalisation", "none") === "layer" ? "LN" : null,
    positionalEmbeddingType: "standard",
    gatedMlp: false,
    attentionDir: "causal",
    tieWordEmbeddings:
      boolean(json, "tie_word_embeddings", false) || index?.has("lm_head.weight") === false,
    initializerRange: positiveNumber(json, ["initializer_range"], 0.02),
    heads: ["lm"],
    labels: [],
  };
}

function build(g: Builder, config: ModelConfig, options: BuildOptions): void {
  buildGpt2(g, config, options, {
    scale: () => 1 / Math.sqrt(config.dHead),
    norm: (x, name, hooked) =>
      config.normalizationType === null ? x : gpt2LayerNorm(g, x, config, name, hooked),
  });
}

/**
 * Transformers whose weights are written by hand (this project's `phantom-wired`): GPT-2's blocks,
 * positions and checkpoint names, with `normalisation: "layer"` as in GPT-2, or with `"none"`, where
 * each block reads the residual stream itself and there are no `ln` hooks, as in TransformerLens.
 */
export const architecture: Architecture = defineArchitecture<ModelConfig>({
  id: "wired",
  title: "Wired",
  modelTypes: ["wired"],
  parseConfig,
  weights: (config, index) =>
    gpt2Weights(config, index, { norms: config.normalizationType !== null }),
  build,
  initialStd: gpt2InitialStd,
  normReaders: decoderNormReaders,
  aliases: decoderAliases,
});
