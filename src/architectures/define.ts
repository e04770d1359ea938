import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { DType } from "../tensor/dtype.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";

/** A model's shape, in TransformerLens's terms, whatever family it is of. */
export interface ModelConfig {
  /** The family's id, e.g. `gpt2`. */
  readonly architecture: string;
  readonly nLayers: number;
  readonly dModel: number;
  readonly nHeads: number;
  /** Heads of keys and values; fewer than `nHeads` under grouped-query attention. */
  readonly nKeyValueHeads: number;
  readonly dHead: number;
  readonly dMlp: number;
  readonly dVocab: number;
  /** Longest input, in tokens. */
  readonly nCtx: number;
  readonly eps: number;
  /** As the checkpoint names it: `gelu_new`, `silu`, … */
  readonly actFn: string;
  /** Null where the blocks have no norms. */
  readonly normalizationType: "LN" | "RMS" | null;
  readonly positionalEmbeddingType: "standard" | "rotary";
  readonly gatedMlp: boolean;
  readonly attentionDir: "causal" | "bidirectional";
  readonly tieWordEmbeddings: boolean;
  /** Standard deviation the family initialises its matrices with. */
  readonly initializerRange: number;
  /** Output heads this checkpoint has, the main one first. */
  readonly heads: readonly string[];
  /** Classes of the classification head, by index. */
  readonly labels: readonly string[];
  /** The unembedding has a bias `b_U`, where the family has none of its own: folding adds one. */
  readonly unembedBias?: boolean;
  /** What was folded into the weights on loading; absent where nothing was. */
  readonly folded?: FoldedSteps;
}

/** Steps of folding, taken or not; `planFold` says what each does. */
export interface FoldedSteps {
  /** Gains and biases of norms into the matrices that read them. */
  readonly ln: boolean;
  /** Weights that write into the residual stream lose their mean. */
  readonly centreWriting: boolean;
  /** The unembedding loses its mean over the vocabulary. */
  readonly centreUnembed: boolean;
  /** Value biases into the output bias of attention. */
  readonly valueBiases: boolean;
}

/**
 * Names and dims of a checkpoint's tensors, before any is read. Where a model is made from its
 * config alone there is none, and the family's own names and heads are taken.
 */
export type TensorIndex = ReadonlyMap<
  string,
  { readonly dtype: DType; readonly dims: readonly number[] }
>;

/** What the caller wants in the graph. */
export interface BuildOptions {
  /** Heads to write as outputs. */
  readonly heads: readonly string[];
  /** The rows have unlike lengths: a `mask` input says what is real. */
  readonly padded: boolean;
  /** The positions come after others, whose keys and values are inputs; see `layerCaches`. */
  readonly past?: boolean;
  /** Names of on-demand hooks to write. */
  readonly demand: ReadonlySet<string>;
  /** Picks the positions that are unembedded: `[batch, pos, d]` → `[batch, n, d]`. */
  readonly select: (x: Value) => Value;
}

/** A model family: how its config, its weights and its computation are read. One file each. */
export interface Architecture<C extends ModelConfig = ModelConfig> {
  readonly id: string;
  readonly title: string;
  /** `model_type` values of the configs it reads. */
  readonly modelTypes: readonly string[];
  /** @throws VitrineError `BAD_FILE` or `UNSUPPORTED` for a config it cannot run exactly. */
  parseConfig(json: Readonly<Record<string, unknown>>, index: TensorIndex | null): C;
  /** Graph parameter → how it is made from the checkpoint. */
  weights(config: C, index: TensorIndex | null): Readonly<Record<string, WeightRecipe>>;
  /** Writes inputs, hooks, params and the outputs named in `options.heads`. */
  build(g: Builder, config: C, options: BuildOptions): void;
  /** Standard deviation a matrix is initialised with, where it is not `initializerRange`. */
  readonly initialStd?: (name: string, config: C) => number;
  /**
   * Norm (`blocks.0.ln1`) → the matrices that read its output (`blocks.0.attn.W_Q`, …), where nothing
   * else does, so that its gain and bias can be folded into them. Absent where the residual stream
   * itself goes on from the norm (BERT).
   */
  readonly normReaders?: (config: C) => ReadonlyMap<string, readonly string[]>;
  /** Other names of hooks: alias → canonical, for the graph's sites. */
  aliases(config: C): ReadonlyMap<string, string>;
}

/** Checks the record's type; nothing runs. */
export function defineArchitecture<C extends ModelConfig>(record: Architecture<C>): Architecture {
  return record as unknown as Architecture;
}
