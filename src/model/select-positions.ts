import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** `[batch, pos, d]` → `[batch, slot, d]`, by the input `select` of flat indices. */
export function selectPositions(g: Builder, x: Value): Value {
  const at = g.findInput("select") ?? g.input("select", "int64", ["batch", "slot"]);
  const rows = g.op("Reshape", x, [-1, x.dims.at(-1) as number]);
  return g.op("Gather", rows, at, { axis: 0 });
}
