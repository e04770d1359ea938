import { Builder } from "../builder.ts";
import { substituteDim, type Dim } from "../dim.ts";
import type { Graph } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { inline } from "../rewrite.ts";
import { removeDeadCode } from "./dead-code.ts";
import { foldConstants } from "./fold-constants.ts";

/**
 * Fixes symbolic dims (`{ batch: 8, pos: 32 }`, or one symbol by another), infers every shape
 * again and folds what became constant.
 */
export function specialise(
  graph: Graph,
  table: OpTable,
  dims: Readonly<Record<string, Dim>>,
): Graph {
  const known = new Map(Object.entries(dims));
  const params = new Set(graph.params.map((port) => port.value));
  const g = new Builder(table);
  const { outputs } = inline(g, graph, (name, value) => {
    const fixed = value.dims.map((dim) => substituteDim(dim, known));
    return params.has(value)
      ? g.param(name, value.dtype, fixed)
      : g.input(name, value.dtype, fixed);
  });
  for (const [name, value] of outputs) g.output(name, value);
  return removeDeadCode(foldConstants(g.build(), table));
}
