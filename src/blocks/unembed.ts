import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { STREAM, VOCABULARY } from "./axes.ts";
import { linear } from "./linear.ts";

export interface UnembedSpec {
  readonly dVocab: number;
  readonly dModel: number;
  /** Reads logits off the embedding matrix itself. */
  readonly tied: boolean;
  readonly bias: boolean;
}

/** Logits `[batch, pos, vocab]` of the normed stream, by `W_U` stored `[vocab, dModel]`. */
export function unembed(g: Builder, x: Value, spec: UnembedSpec): Value {
  const { dVocab, dModel } = spec;
  const weight = g.param(spec.tied ? "W_E" : "W_U", "float32", [dVocab, dModel]);
  const bias = spec.bias ? g.param("b_U", "float32", [dVocab]) : null;
  const input = g.hook("unembed.hook_in", x, STREAM);
  return g.hook("unembed.hook_out", linear(g, input, weight, bias), VOCABULARY);
}
