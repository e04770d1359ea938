import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { activation } from "./activation.ts";
import { STREAM } from "./axes.ts";
import { linear } from "./linear.ts";

export interface MlpSpec {
  /** Hook and weight prefix, e.g. `blocks.0.mlp`. */
  readonly name: string;
  readonly dModel: number;
  readonly dMlp: number;
  readonly actFn: string;
  /** `act(x W_gate) ⊙ (x W_in)` (Shazeer 2020) instead of `act(x W_in)`. */
  readonly gated: boolean;
  readonly bias: boolean;
}

/**
 * The feed-forward block. `hook_pre` is what the activation function takes (the gate's branch where
 * there is one), `hook_pre_linear` the other branch, `hook_post` what the output matrix takes.
 */
export function mlp(g: Builder, x: Value, spec: MlpSpec): Value {
  const { name, dModel, dMlp } = spec;
  const hook = (key: string, value: Value): Value => g.hook(`${name}.${key}`, value, STREAM);
  const weight = (key: string, dims: readonly number[]): Value =>
    g.param(`${name}.${key}`, "float32", dims);
  const bias = (key: string, length: number): Value | null =>
    spec.bias ? weight(key, [length]) : null;
  const into = linear(g, x, weight("W_in", [dMlp, dModel]), bias("b_in", dMlp));
  const out = (post: Value): Value =>
    linear(g, hook("hook_post", post), weight("W_out", [dModel, dMlp]), bias("b_out", dModel));
  if (!spec.gated) return out(activation(g, spec.actFn, hook("hook_pre", into)));
  const gate = linear(g, x, weight("W_gate", [dMlp, dModel]), bias("b_gate", dMlp));
  const acted = activation(g, spec.actFn, hook("hook_pre", gate));
  return out(g.op("Mul", acted, hook("hook_pre_linear", into)));
}
