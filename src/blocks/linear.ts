import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/**
 * `x · Wᵀ + b` over the last axis, `weight` stored `[out, in]` as checkpoints have it. Leading axes
 * are flattened into rows, so that it is one Gemm.
 *
 * @param tail - Dims that replace the last axis, `[out]` by default; e.g. `[heads, dHead]`.
 */
export function linear(
  g: Builder,
  x: Value,
  weight: Value,
  bias: Value | null,
  tail: readonly number[] = [weight.dims[0] as number],
): Value {
  const operands = bias === null ? [flatten(g, x), weight] : [flatten(g, x), weight, bias];
  const rows = g.emit("Gemm", operands, { transB: 1 })[0]; // [rows, out]
  if (x.dims.length === 2 && tail.length === 1) return rows;
  const leading = x.dims.slice(0, -1).map((_, axis) => g.dim(x, axis));
  return g.reshape(rows, [...leading, ...tail]);
}

function flatten(g: Builder, x: Value): Value {
  return x.dims.length === 2 ? x : g.op("Reshape", x, [-1, x.dims.at(-1) as number]);
}
