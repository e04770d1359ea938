import type { Graph, Node, Value } from "../graph/graph.ts";
import type { Op, OpTable } from "../graph/op.ts";
import { fuse } from "../graph/passes/fuse.ts";

/**
 * The graph that is executed: without hooks and other nodes that only pass a value on, with norms
 * fused that no hook is read in. Types stay as they are, so nothing is inferred again.
 */
export function lower(graph: Graph, table: OpTable): Graph {
  const stands = new Map<Value, Value>();
  const resolve = (value: Value): Value => stands.get(value) ?? value;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    if (isPassive(node, table.get(node.op))) {
      stands.set(node.outputs[0], resolve(node.inputs[0]!));
      continue;
    }
    const inputs = node.inputs.map((x) => (x === null ? null : resolve(x)));
    const same = inputs.every((x, i) => x === node.inputs[i]);
    nodes.push(same ? node : Object.freeze({ ...node, inputs }));
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: resolve(value) }));
  return fuse({ inputs: graph.inputs, params: graph.params, nodes, outputs });
}

function isPassive(node: Node, op: Op | undefined): boolean {
  return op?.properties.virtual === true || node.op === "Identity";
}
