import type { Flavor } from "../tokenizer/files.ts";

/** How a model is made. Everything that decides its weights stands here, in the world and in the code. */
export interface Recipe {
  readonly name: "phantom" | "phantom-encoder";
  readonly flavor: Flavor;
  /** As `config.json` holds it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Of the first weights, the order of the rows, and the masks. */
  readonly seed: number;
  /** Whether some heads start out looking back, see `head-start.ts`. */
  readonly hasHeadStart: boolean;
  /** Passes over the world. */
  readonly passes: number;
  /** Tokens in a batch at most, padding counted. */
  readonly tokens: number;
  /** Learning rate after the warm-up; from there a cosine down to a fiftieth of it. */
  readonly peak: number;
  /** Steps. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** Steps with drills beside the world's rows, see `drills.ts`. */
  readonly drills: number;
}

/** Entries of the tokenizer that both models read with. */
export const VOCABULARY = 2048;

/** Positions; the longest document has fewer. */
const CONTEXT = 256;

const phantom: Recipe = {
  name: "phantom",
  flavor: "causal",
  config: {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    hidden_act: "silu",
    hidden_size: 192,
    intermediate_size: 512,
    num_hidden_layers: 5,
    num_attention_heads: 6,
    num_key_value_heads: 6,
    max_position_embeddings: CONTEXT,
    vocab_size: VOCABULARY,
    rms_norm_eps: 1e-5,
    rope_theta: 10_000,
    initializer_range: 0.04,
    tie_word_embeddings: true,
    bos_token_id: 0,
    eos_token_id: 0,
    pad_token_id: 1,
  },
  seed: 1,
  hasHeadStart: true,
  passes: 3,
  tokens: 2048,
  peak: 2.5e-3,
  warmup: 200,
  weightDecay: 0.05,
  drills: 1000,
};

const encoder: Recipe = {
  name: "phantom-encoder",
  flavor: "encoder",
  config: {
    architectures: ["BertForMaskedLM", "BertForSequenceClassification"],
    model_type: "bert",
    hidden_act: "gelu",
    hidden_size: 128,
    intermediate_size: 512,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    max_position_embeddings: CONTEXT,
    type_vocab_size: 2,
    vocab_size: VOCABULARY,
    layer_norm_eps: 1e-12,
    initializer_range: 0.04,
    tie_word_embeddings: true,
    pad_token_id: 1,
    id2label: { 0: "positive", 1: "negative" },
    label2id: { positive: 0, negative: 1 },
  },
  seed: 2,
  hasHeadStart: false,
  passes: 3,
  tokens: 2048,
  peak: 2e-3,
  warmup: 400,
  weightDecay: 0.01,
  drills: 0,
};

export const recipes: ReadonlyMap<string, Recipe> = new Map(
  [phantom, encoder].map((recipe) => [recipe.name, recipe]),
);
