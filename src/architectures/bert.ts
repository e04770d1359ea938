import { activation, requireActivation } from "../blocks/activation.ts";
import { STREAM } from "../blocks/axes.ts";
import type { DecoderBlockSpec } from "../blocks/decoder-block.ts";
import { encoderBlock } from "../blocks/encoder-block.ts";
import { linear } from "../blocks/linear.ts";
import { norm } from "../blocks/norm.ts";
import {
  attentionMask,
  textInput,
  type AttentionMask,
  type TextInput,
} from "../blocks/text-input.ts";
import { unembed } from "../blocks/unembed.ts";
import { VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import { pair, prefixOf, whole } from "./checkpoint-names.ts";
import {
  defineArchitecture,
  type Architecture,
  type BuildOptions,
  type ModelConfig,
  type TensorIndex,
} from "./define.ts";
import {
  boolean,
  classLabels,
  positiveInteger,
  positiveNumber,
  requireDivisible,
  requireOption,
  string,
} from "./read-config.ts";

export interface BertConfig extends ModelConfig {
  readonly nTypes: number;
  readonly hasPooler: boolean;
}

type Json = Readonly<Record<string, unknown>>;

function parseConfig(json: Json, index: TensorIndex | null): BertConfig {
  requireOption(json, "is_decoder", [false]);
  requireOption(json, "add_cross_attention", [false]);
  requireOption(json, "position_embedding_type", ["absolute"]);
  const dModel = positiveInteger(json, ["hidden_size"], 768);
  const nHeads = positiveInteger(json, ["num_attention_heads"], 12);
  requireDivisible("hidden_size over num_attention_heads", dModel, nHeads);
  const heads = headsOf(json, index);
  return {
    architecture: "bert",
    nLayers: positiveInteger(json, ["num_hidden_layers"], 12),
    dModel,
    nHeads,
    nKeyValueHeads: nHeads,
    dHead: dModel / nHeads,
    dMlp: positiveInteger(json, ["intermediate_size"], 3072),
    dVocab: positiveInteger(json, ["vocab_size"], 30522),
    nCtx: positiveInteger(json, ["max_position_embeddings"], 512),
    eps: positiveNumber(json, ["layer_norm_eps"], 1e-12),
    actFn: requireActivation(string(json, "hidden_act", "gelu")),
    normalizationType: "LN",
    positionalEmbeddingType: "standard",
    gatedMlp: false,
    attentionDir: "bidirectional",
    tieWordEmbeddings:
      boolean(json, "tie_word_embeddings", true) ||
      index?.has("cls.predictions.decoder.weight") === false,
    initializerRange: positiveNumber(json, ["initializer_range"], 0.02),
    heads,
    labels: heads.includes("class") ? classLabels(json, classCount(json, index)) : [],
    nTypes: positiveInteger(json, ["type_vocab_size"], 2),
    hasPooler: heads.includes("pooler"),
  };
}

function classCount(json: Json, index: TensorIndex | null): number {
  const rows = index?.get("classifier.weight")?.dims[0];
  const named = Object.keys((json.id2label as object | undefined) ?? {}).length;
  return rows ?? (named > 0 ? named : positiveInteger(json, ["num_labels"], 2));
}

/**
 * The heads whose weights are there, the one the config was saved with first. Without weights, those
 * of every class that the config names.
 */
function headsOf(json: Json, index: TensorIndex | null): string[] {
  const saved = ((json.architectures as unknown[] | undefined) ?? [""]).map(String);
  const main = mainHead(saved[0] ?? "");
  if (index === null) {
    const named = saved.map(mainHead);
    return [...new Set(named.includes("class") ? [...named, "pooler"] : named)];
  }
  const present = [];
  if (index.has("cls.predictions.transform.dense.weight")) present.push("lm");
  if (index.has("classifier.weight")) present.push("class");
  if ([...index.keys()].some((name) => name.endsWith("pooler.dense.weight")))
    present.push("pooler");
  if (present.includes("class") && !present.includes("pooler")) {
    throw new VitrineError(
      "BAD_FILE",
      "config: the checkpoint has a classifier but no pooler; expected bert.pooler.dense.weight.",
    );
  }
  const isKnown = main !== "pooler" && present.includes(main);
  return isKnown ? [main, ...present.filter((head) => head !== main)] : present;
}

function mainHead(className: string): string {
  if (className.includes("SequenceClassification")) return "class";
  return /MaskedLM|PreTraining/.test(className) ? "lm" : "pooler";
}

function weights(config: BertConfig, index: TensorIndex | null): Record<string, WeightRecipe> {
  const { dModel, dVocab, nCtx, nTypes } = config;
  const prefix = prefixOf(index, ["bert.", ""], "embeddings.word_embeddings.weight");
  const tables = `${prefix}embeddings`;
  const all: Record<string, WeightRecipe> = {
    W_E: whole(`${tables}.word_embeddings.weight`, [dVocab, dModel]),
    W_pos: whole(`${tables}.position_embeddings.weight`, [nCtx, dModel]),
    W_type: whole(`${tables}.token_type_embeddings.weight`, [nTypes, dModel]),
    ...layerNorm("embed.ln", `${tables}.LayerNorm`, dModel, index),
  };
  for (let layer = 0; layer < config.nLayers; layer++) {
    const from = `${prefix}encoder.layer.${layer}`;
    Object.assign(all, blockWeights(config, `blocks.${layer}`, from, index));
  }
  if (config.hasPooler) {
    Object.assign(all, pair("pooler.W", "pooler.b", `${prefix}pooler.dense`, [dModel, dModel]));
  }
  if (config.heads.includes("class")) {
    Object.assign(
      all,
      pair("classifier.W", "classifier.b", "classifier", [config.labels.length, dModel]),
    );
  }
  if (config.heads.includes("lm")) Object.assign(all, maskedHeadWeights(config, index));
  return all;
}

function blockWeights(
  { dModel, dMlp }: BertConfig,
  to: string,
  from: string,
  index: TensorIndex | null,
): Record<string, WeightRecipe> {
  const square = [dModel, dModel];
  const self = `${from}.attention.self`;
  return {
    ...pair(`${to}.attn.W_Q`, `${to}.attn.b_Q`, `${self}.query`, square),
    ...pair(`${to}.attn.W_K`, `${to}.attn.b_K`, `${self}.key`, square),
    ...pair(`${to}.attn.W_V`, `${to}.attn.b_V`, `${self}.value`, square),
    ...pair(`${to}.attn.W_O`, `${to}.attn.b_O`, `${from}.attention.output.dense`, square),
    ...layerNorm(`${to}.ln1`, `${from}.attention.output.LayerNorm`, dModel, index),
    ...pair(`${to}.mlp.W_in`, `${to}.mlp.b_in`, `${from}.intermediate.dense`, [dMlp, dModel]),
    ...pair(`${to}.mlp.W_out`, `${to}.mlp.b_out`, `${from}.output.dense`, [dModel, dMlp]),
    ...layerNorm(`${to}.ln2`, `${from}.output.LayerNorm`, dModel, index),
  };
}

function maskedHeadWeights(
  config: BertConfig,
  index: TensorIndex | null,
): Record<string, WeightRecipe> {
  const { dModel, dVocab } = config;
  const from = "cls.predictions";
  // tied, the decoder's bias is the head's own; untied, both are stored and the decoder's counts
  const own = config.tieWordEmbeddings ? index?.has(`${from}.bias`) !== false : false;
  const bias =
    own || index?.has(`${from}.decoder.bias`) === false ? `${from}.bias` : `${from}.decoder.bias`;
  return {
    ...pair("mlm_head.W", "mlm_head.b", `${from}.transform.dense`, [dModel, dModel]),
    ...layerNorm("mlm_head.ln", `${from}.transform.LayerNorm`, dModel, index),
    ...(!config.tieWordEmbeddings && { W_U: whole(`${from}.decoder.weight`, [dVocab, dModel]) }),
    b_U: whole(bias, [dVocab]),
  };
}

/** `weight` and `bias`, or the `gamma` and `beta` of the first checkpoints. */
function layerNorm(
  to: string,
  from: string,
  dModel: number,
  index: TensorIndex | null,
): Record<string, WeightRecipe> {
  const old = index?.has(`${from}.gamma`) === true;
  return {
    [`${to}.w`]: whole(`${from}.${old ? "gamma" : "weight"}`, [dModel]),
    [`${to}.b`]: whole(`${from}.${old ? "beta" : "bias"}`, [dModel]),
  };
}

function build(g: Builder, config: BertConfig, options: BuildOptions): void {
  const input = textInput(g, options.padded);
  const mask = attentionMask(g, input, false);
  let x = g.scope("embed", () => embed(g, config, input));
  for (let layer = 0; layer < config.nLayers; layer++) {
    const stream = x;
    const spec = blockSpec(config, layer, mask, options);
    x = g.scope(spec.name, () => encoderBlock(g, stream, spec));
  }
  writeHeads(g, x, input, config, options);
}

function embed(g: Builder, config: BertConfig, input: TextInput): Value {
  const { dModel, dVocab, nCtx, nTypes } = config;
  const types = g.input("type_ids", "int64", ["batch", "pos"]);
  const look = (hook: string, name: string, rows: number, at: Value): Value =>
    g.hook(hook, g.op("Gather", g.param(name, "float32", [rows, dModel]), at), STREAM);
  const words = look("hook_embed", "W_E", dVocab, input.ids);
  const places = look("hook_pos_embed", "W_pos", nCtx, input.positions);
  const segments = look("hook_token_type_embed", "W_type", nTypes, types);
  const sum = g.op("Add", g.op("Add", words, segments), places);
  return g.hook("hook_full_embed", layerNormAt(g, sum, config, "embed.ln"), STREAM);
}

function blockSpec(
  config: BertConfig,
  layer: number,
  mask: AttentionMask,
  { demand }: BuildOptions,
): DecoderBlockSpec {
  const name = `blocks.${layer}`;
  return {
    name,
    attention: {
      ...config,
      name: `${name}.attn`,
      scale: 1 / Math.sqrt(config.dHead),
      bias: { qkv: true, out: true },
      mask,
      rotate: null,
      cache: null,
      demand,
    },
    mlp: { ...config, name: `${name}.mlp`, gated: false, bias: true },
    norm: (g, x, key) => layerNormAt(g, x, config, `${name}.${key}`),
  };
}

function writeHeads(
  g: Builder,
  x: Value,
  input: TextInput,
  config: BertConfig,
  options: BuildOptions,
): void {
  const { dModel, dVocab, heads } = config;
  const wanted = (head: string): boolean => heads.includes(head) && options.heads.includes(head);
  if (wanted("lm")) {
    const logits = g.scope("mlm_head", () => maskedHead(g, options.select(x), config));
    const tied = config.tieWordEmbeddings;
    g.output("lm", unembed(g, logits, { dVocab, dModel, tied, bias: true }));
  }
  if (!wanted("class") && !wanted("pooler")) return;
  const pooled = g.scope("pooler", () => pool(g, firstToken(g, x, input), config));
  if (wanted("pooler")) g.output("pooler", pooled);
  if (wanted("class")) {
    const nClasses = config.labels.length;
    const weight = g.param("classifier.W", "float32", [nClasses, dModel]);
    const logits = linear(g, pooled, weight, g.param("classifier.b", "float32", [nClasses]));
    g.output("class", g.hook("classifier.hook_out", logits, ["batch", "class"]));
  }
}

function maskedHead(g: Builder, x: Value, config: BertConfig): Value {
  const { dModel } = config;
  const weight = g.param("mlm_head.W", "float32", [dModel, dModel]);
  const dense = linear(g, x, weight, g.param("mlm_head.b", "float32", [dModel]));
  return layerNormAt(g, activation(g, config.actFn, dense), config, "mlm_head.ln");
}

/** Each row's first real token, `[batch, dModel]`. */
function firstToken(g: Builder, x: Value, { mask, positions }: TextInput): Value {
  if (mask === null) return g.op("Gather", x, g.scalar(0, "int64"), { axis: 1 });
  const isFirst = g.op("And", mask, g.op("Equal", positions, 0)); // [batch, pos]
  const only = g.op("Where", g.op("Unsqueeze", isFirst, [2]), x, 0);
  return g.op("ReduceSum", only, [1], { keepdims: 0 });
}

/** tanh of a linear map of each row's first token. */
function pool(g: Builder, first: Value, { dModel }: BertConfig): Value {
  const weight = g.param("pooler.W", "float32", [dModel, dModel]);
  const dense = linear(g, first, weight, g.param("pooler.b", "float32", [dModel]));
  return g.hook("pooler.hook_pooler_out", g.op("Tanh", dense), ["batch", "unit"]);
}

function layerNormAt(g: Builder, x: Value, { dModel, eps }: BertConfig, name: string): Value {
  const weight = g.param(`${name}.w`, "float32", [dModel]);
  const bias = g.param(`${name}.b`, "float32", [dModel]);
  return norm(g, x, { kind: "LN", eps, weight, bias, name });
}

function aliases({ nLayers }: BertConfig): Map<string, string> {
  const all = new Map([
    ["embed.hook_embed", "hook_embed"],
    ["embed.hook_pos_embed", "hook_pos_embed"],
    ["embed.hook_token_type_embed", "hook_token_type_embed"],
    ["embed.hook_out", "hook_embed"],
    ["pos_embed.hook_out", "hook_pos_embed"],
  ]);
  for (let layer = 0; layer < nLayers; layer++) {
    for (const [alias, canonical] of BLOCK_ALIASES) {
      all.set(`blocks.${layer}.${alias}`, `blocks.${layer}.${canonical}`);
    }
  }
  return all;
}

const BLOCK_ALIASES: readonly (readonly [string, string])[] = [
  ["hook_in", "hook_resid_pre"],
  ["hook_out", "hook_normalized_resid_post"],
  ["attn.hook_in", "hook_resid_pre"],
  ["attn.hook_out", "hook_attn_out"],
  ["attn.q.hook_in", "hook_resid_pre"],
  ["attn.k.hook_in", "hook_resid_pre"],
  ["attn.v.hook_in", "hook_resid_pre"],
  ["attn.q.hook_out", "attn.hook_q"],
  ["attn.k.hook_out", "attn.hook_k"],
  ["attn.v.hook_out", "attn.hook_v"],
  ["attn.o.hook_in", "attn.hook_z"],
  ["attn.o.hook_out", "hook_attn_out"],
  ["attn.hook_attention_weights", "attn.hook_pattern"],
  ["ln1.hook_in", "hook_resid_mid"],
  ["ln2.hook_in", "hook_resid_post"],
  ["mlp.hook_in", "ln1.hook_out"],
  ["mlp.hook_out", "hook_mlp_out"],
];

/**
 * BERT (Devlin et al. 2019): bidirectional, learned positions and token types, post-norm blocks;
 * masked-LM and classification heads, alone or both in one checkpoint, and the pooler.
 */
export const architecture: Architecture = defineArchitecture<BertConfig>({
  id: "bert",
  title: "BERT",
  modelTypes: ["bert"],
  parseConfig,
  weights,
  build,
  aliases,
});
