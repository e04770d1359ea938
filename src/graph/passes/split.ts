import { unknownName } from "../../errors.ts";
import { Builder } from "../builder.ts";
import { hooks, type Graph, type Node, type Value } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { removeDeadCode } from "./dead-code.ts";

/** One stretch of a cut graph. */
export interface Piece {
  readonly graph: Graph;
  /**
   * The hook this piece ends at: its value is the output `hook:<name>`, and the next pieces take
   * what replaces it as the input `hook:<name>`. Null for the last piece.
   */
  readonly hook: string | null;
  /** Outputs named `alive:<n>` that later pieces take as inputs. */
  readonly alive: readonly string[];
}

/**
 * Cuts a graph at hooks, so that something outside can replace their values: piece `k` computes
 * hook `k`'s value and everything else that does not wait for a later hook. Each node is in exactly
 * one piece. The outputs of the graph are outputs of the pieces that compute them.
 */
export function split(graph: Graph, table: OpTable, names: readonly string[]): readonly Piece[] {
  const present = hooks(graph);
  for (const name of names) {
    if (!present.has(name)) throw unknownName("split", "hook", name, present.keys());
  }
  const wanted = new Set(names);
  const cuts = graph.nodes.filter((n) => n.op === "Hook" && wanted.has(String(n.attrs.name)));
  const stage = stages(graph, cuts);
  const alive = aliveValues(graph, cuts, stage);
  return Array.from({ length: cuts.length + 1 }, (_, k) =>
    writePiece(graph, table, k, cuts, stage, alive),
  );
}

/** The piece each value is computed in: after the last cut it depends on. */
function stages(graph: Graph, cuts: readonly Node[]): Map<Value, number> {
  const stage = new Map<Value, number>();
  for (const { value } of [...graph.inputs, ...graph.params]) stage.set(value, 0);
  for (const node of graph.nodes) {
    const cut = cuts.indexOf(node);
    const after = node.inputs.map((x) => (x === null ? 0 : stage.get(x)!));
    const own = cut >= 0 ? cut + 1 : Math.max(0, ...after);
    for (const value of node.outputs) stage.set(value, own);
  }
  return stage;
}

/** Values that cross from one piece into a later one, named in order. */
function aliveValues(
  graph: Graph,
  cuts: readonly Node[],
  stage: ReadonlyMap<Value, number>,
): Map<Value, string> {
  const sources = new Set([...graph.inputs, ...graph.params].map((port) => port.value));
  const replaced = new Map(cuts.map((node) => [node.outputs[0], `hook:${String(node.attrs.name)}`]));
  const alive = new Map<Value, string>();
  for (const node of graph.nodes) {
    const own = cuts.includes(node) ? cuts.indexOf(node) : stage.get(node.outputs[0])!;
    for (const x of node.inputs) {
      if (x === null || sources.has(x) || alive.has(x)) continue;
      if (replaced.has(x)) alive.set(x, replaced.get(x)!);
      else if (stage.get(x)! < own) alive.set(x, `alive:${alive.size}`);
    }
  }
  for (const { value } of graph.outputs) {
    if (replaced.has(value)) alive.set(value, replaced.get(value)!);
  }
  return alive;
}

function writePiece(
  graph: Graph,
  table: OpTable,
  k: number,
  cuts: readonly Node[],
  stage: ReadonlyMap<Value, number>,
  alive: ReadonlyMap<Value, string>,
): Piece {
  const g = new Builder(table);
  g.reserve(graph);
  const here = new Map<Value, Value>();
  for (const port of graph.inputs) g.adoptPort("inputs", port);
  for (const port of graph.params) g.adoptPort("params", port);
  for (const { value } of [...graph.inputs, ...graph.params]) here.set(value, value);
  for (const [value, name] of alive) {
    const arrives = stage.get(value)! < k || (stage.get(value) === k && name.startsWith("hook:"));
    if (arrives) here.set(value, g.input(name, value.dtype, value.dims));
  }
  for (const node of graph.nodes) {
    if (cuts.includes(node) || stage.get(node.outputs[0]) !== k) continue;
    const inputs = node.inputs.map((x) => (x === null ? null : here.get(x)!));
    const outputs = g.scope(node.path, () => g.emit(node.op, inputs, node.attrs));
    node.outputs.forEach((value, i) => here.set(value, outputs[i]));
  }
  const kept = writeOutputs(g, graph, k, cuts, stage, alive, here);
  const hook = k < cuts.length ? String(cuts[k].attrs.name) : null;
  return { graph: removeDeadCode(g.build()), hook, alive: kept };
}

function writeOutputs(
  g: Builder,
  graph: Graph,
  k: number,
  cuts: readonly Node[],
  stage: ReadonlyMap<Value, number>,
  alive: ReadonlyMap<Value, string>,
  here: ReadonlyMap<Value, Value>,
): string[] {
  const kept: string[] = [];
  for (const [value, name] of alive) {
    if (stage.get(value) !== k || name.startsWith("hook:")) continue;
    g.output(name, here.get(value)!);
    kept.push(name);
  }
  if (k < cuts.length) {
    g.output(`hook:${String(cuts[k].attrs.name)}`, here.get(cuts[k].inputs[0]!)!);
  }
  for (const { name, value } of graph.outputs) {
    if (stage.get(value) === k) g.output(name, here.get(value)!);
  }
  return kept;
}
