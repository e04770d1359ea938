import { Builder } from "./builder.ts";
import type { Graph, Node, Value } from "./graph.ts";
import type { OpTable } from "./op.ts";

/**
 * Called for each node with its inputs as they now are. Returns the values that stand for its
 * outputs, or null to keep the node.
 */
export type Visit = (
  node: Node,
  inputs: readonly (Value | null)[],
  g: Builder,
) => readonly Value[] | null;

/** Values of the old graph → values of the new. */
export type ValueMap = ReadonlyMap<Value, Value>;

/**
 * The one way a graph is changed: walks it in order, lets `visit` replace nodes, copies the rest
 * (shared as they are where nothing before them changed, otherwise with shapes inferred again).
 * `finish` may add nodes and outputs; without it the outputs are the old ones, mapped.
 */
export function rewrite(
  graph: Graph,
  table: OpTable,
  visit: Visit,
  finish: (g: Builder, map: ValueMap) => void = (g, map) => copyOutputs(graph, g, map),
): Graph {
  const g = new Builder(table);
  g.reserve(graph);
  for (const port of graph.inputs) g.adoptPort("inputs", port);
  for (const port of graph.params) g.adoptPort("params", port);
  const map = new Map<Value, Value>();
  for (const { value } of [...graph.inputs, ...graph.params]) map.set(value, value);
  copyNodes(graph, g, map, visit);
  finish(g, map);
  return g.build();
}

/**
 * Writes a graph into a builder, its inputs and params replaced by values there.
 *
 * @returns its outputs by name, and the map of all its values.
 */
export function inline(
  g: Builder,
  graph: Graph,
  bind: (name: string, value: Value) => Value,
): { readonly outputs: ReadonlyMap<string, Value>; readonly map: ValueMap } {
  const map = new Map<Value, Value>();
  for (const { name, value } of [...graph.inputs, ...graph.params]) {
    map.set(value, bind(name, value));
  }
  copyNodes(graph, g, map, (node, inputs) =>
    g.scope(node.path, () => g.emit(node.op, inputs, node.attrs)),
  );
  return {
    outputs: new Map(graph.outputs.map(({ name, value }) => [name, map.get(value)!])),
    map,
  };
}

/** Adds the old graph's outputs to the new one. */
export function copyOutputs(graph: Graph, g: Builder, map: ValueMap): void {
  for (const { name, value } of graph.outputs) g.output(name, map.get(value)!);
}

function copyNodes(graph: Graph, g: Builder, map: Map<Value, Value>, visit: Visit): void {
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((x) => (x === null ? null : map.get(x)!));
    const outputs =
      visit(node, inputs, g) ??
      (inputs.every((x, i) => x === node.inputs[i])
        ? g.adopt(node)
        : g.scope(node.path, () => g.emit(node.op, inputs, node.attrs)));
    node.outputs.forEach((value, i) => map.set(value, outputs[i]));
  }
}
