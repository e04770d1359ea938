import { unknownName } from "../../errors.ts";
import type { Builder } from "../builder.ts";
import { hooks, type Graph, type Value } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { rewrite } from "../rewrite.ts";
import { removeDeadCode } from "./dead-code.ts";

/**
 * Turns what enters the named hooks into graph inputs of the same names, and drops what only they
 * needed. The hooks stay: they can be captured and differentiated, edits after them still apply.
 * Values upstream that something else uses are computed as before.
 */
export function supply(graph: Graph, table: OpTable, names: readonly string[]): Graph {
  const present = hooks(graph);
  for (const name of names) {
    if (!present.has(name)) throw unknownName("supply", "hook", name, present.keys());
  }
  const wanted = new Set(names);
  const supplied = rewrite(graph, table, (node, inputs, g) => {
    if (node.op !== "Hook" || !wanted.has(String(node.attrs.name))) return null;
    return [inputHook(g, String(node.attrs.name), inputs[0]!, node.attrs.axes as string[])];
  });
  return removeDeadCode(supplied);
}

function inputHook(g: Builder, name: string, like: Value, axes: readonly string[]): Value {
  return g.hook(name, g.input(name, like.dtype, like.dims), axes);
}
