import type { Architecture, BuildOptions, ModelConfig } from "../../src/architectures/define.ts";
import { architecture as bert } from "../../src/architectures/bert.ts";
import { architecture as gpt2 } from "../../src/architectures/gpt2.ts";
import { architecture as llama } from "../../src/architectures/llama.ts";
import { Builder } from "../../src/graph/builder.ts";
import type { Graph, Port } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { generator } from "../../src/tensor/random.ts";
import { bool, float32, int64, sizeOf, type Tensor } from "../../src/tensor/tensor.ts";

/** Two layers of width 8, with what makes each family its own. */
export type TinyModel = "gpt2" | "llama" | "bert";

export const TINY_MODELS: readonly TinyModel[] = ["gpt2", "llama", "bert"];

const GPT2 = {
  n_embd: 8,
  n_head: 2,
  n_layer: 2,
  n_positions: 12,
  vocab_size: 11,
};

/** Grouped-query attention, and a rotary scaling that touches every frequency band. */
const LLAMA = {
  hidden_size: 8,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  num_hidden_layers: 2,
  intermediate_size: 12,
  max_position_embeddings: 64,
  vocab_size: 11,
  rope_parameters: {
    rope_type: "llama3",
    rope_theta: 10,
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 16,
  },
};

const BERT = {
  hidden_size: 8,
  num_attention_heads: 2,
  num_hidden_layers: 2,
  intermediate_size: 12,
  max_position_embeddings: 12,
  vocab_size: 11,
  type_vocab_size: 2,
};

const FAMILIES: Readonly<
  Record<TinyModel, { readonly family: Architecture; readonly json: object }>
> = {
  gpt2: { family: gpt2, json: GPT2 },
  llama: { family: llama, json: LLAMA },
  bert: { family: bert, json: BERT },
};

/** The tensors of a checkpoint that say which heads it has. */
const INDEX = new Map([
  ["lm_head.weight", { dtype: "float32" as const, dims: [11, 8] }],
  ["bert.pooler.dense.weight", { dtype: "float32" as const, dims: [8, 8] }],
  ["cls.predictions.transform.dense.weight", { dtype: "float32" as const, dims: [8, 8] }],
  ["classifier.weight", { dtype: "float32" as const, dims: [3, 8] }],
]);

export function tinyConfig(model: TinyModel): ModelConfig {
  const { family, json } = FAMILIES[model];
  return family.parseConfig(json as Readonly<Record<string, unknown>>, INDEX);
}

/** Its graph, with every head, every position and no hook on demand unless `options` say so. */
export function tinyGraph(model: TinyModel, options: Partial<BuildOptions> = {}): Graph {
  const config = tinyConfig(model);
  const g = new Builder(opTable);
  const all = { heads: config.heads, padded: false, demand: new Set<string>() };
  FAMILIES[model].family.build(g, config, { ...all, select: (x) => x, ...options });
  return g.build();
}

/** Weights of order 1, so that no part of the model is nearly linear or nearly dead. */
export function tinyParams(graph: Graph, seed = 1): Record<string, Tensor> {
  const random = generator(seed);
  const draw = ({ value }: Port): Tensor => {
    const dims = value.dims as readonly number[];
    const spread = dims.length > 1 ? 1 / Math.sqrt(dims[1]) : 0.3;
    const centre = dims.length > 1 ? 0 : 0.5;
    return float32(
      dims,
      Array.from({ length: sizeOf(dims) }, () => centre + spread * random.normal()),
    );
  };
  return Object.fromEntries(graph.params.map((port) => [port.name, draw(port)]));
}

/** Token ids and what goes with them, for rows of these lengths, padded to the longest. */
export function tinyFeeds(
  graph: Graph,
  lengths: readonly number[],
  side: "left" | "right" = "right",
): Record<string, Tensor> {
  const pos = Math.max(...lengths);
  const cells = lengths.flatMap((length, row) => {
    const first = side === "left" ? pos - length : 0;
    const place = (at: number): number => Math.min(Math.max(at - first, 0), length - 1);
    return Array.from({ length: pos }, (_, at) => ({
      id: (7 * row + 3 * place(at) + 1) % 11,
      place: place(at),
      isReal: at >= first && at < first + length,
    }));
  });
  const dims = [lengths.length, pos];
  const feeds: Readonly<Record<string, Tensor>> = {
    ids: int64(
      dims,
      cells.map(({ id }) => id),
    ),
    positions: int64(
      dims,
      cells.map(({ place }) => place),
    ),
    mask: bool(
      dims,
      cells.map(({ isReal }) => isReal),
    ),
    type_ids: int64(
      dims,
      cells.map(({ place }) => Number(place > 1)),
    ),
  };
  return Object.fromEntries(graph.inputs.map(({ name }) => [name, feeds[name]]));
}
