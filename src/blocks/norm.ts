import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { STREAM } from "./axes.ts";

export interface NormSpec {
  readonly kind: "LN" | "RMS";
  readonly eps: number;
  readonly weight: Value;
  /** Null for norms without one. */
  readonly bias: Value | null;
  /** Hook prefix, e.g. `blocks.0.ln1`; null writes no hooks. */
  readonly name: string | null;
}

/**
 * LayerNorm (Ba et al. 2016) or RMSNorm (Zhang & Sennrich 2019) over the last axis, written open:
 * `hook_scale` is √(mean((x − x̄)²) + eps) (RMS: without x̄), `hook_normalized` the value before
 * gain and bias, `hook_out` after. Lowering fuses it where no hook is read.
 */
export function norm(g: Builder, x: Value, spec: NormSpec): Value {
  const hook = (name: string, value: Value): Value =>
    spec.name === null ? value : g.hook(`${spec.name}.${name}`, value, STREAM);
  const centered = spec.kind === "LN" ? g.op("Sub", x, mean(g, x)) : x;
  const variance = mean(g, g.op("Mul", centered, centered));
  const scale = hook("hook_scale", g.op("Sqrt", g.op("Add", variance, spec.eps))); // [..., 1]
  const normalized = hook("hook_normalized", g.op("Div", centered, scale));
  const gained = g.op("Mul", normalized, spec.weight);
  return hook("hook_out", spec.bias === null ? gained : g.op("Add", gained, spec.bias));
}

function mean(g: Builder, x: Value): Value {
  return g.op("ReduceMean", x, [-1], { keepdims: 1 });
}
