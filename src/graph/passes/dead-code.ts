import type { Graph, Node, Value } from "../graph.ts";

/** Drops every node, input and param that no output needs. */
export function removeDeadCode(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((port) => port.value));
  const kept: Node[] = [];
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (!node.outputs.some((value) => needed.has(value))) continue;
    for (const value of node.inputs) if (value !== null) needed.add(value);
    kept.push(node);
  }
  const used = ({ value }: { readonly value: Value }): boolean => needed.has(value);
  return Object.freeze({
    inputs: graph.inputs.filter(used),
    params: graph.params.filter(used),
    nodes: kept.reverse(),
    outputs: graph.outputs,
  });
}
