import { VitrineError } from "../errors.ts";
import { formatDims } from "../graph/dim.ts";
import type { Graph, Node, Port, Value } from "../graph/graph.ts";
import type { Op, OpTable, RefTensor } from "../graph/op.ts";
import { toRef } from "../tensor/reference.ts";
import type { Tensor } from "../tensor/tensor.ts";

export type RefFeeds = Readonly<Record<string, RefTensor | Tensor>>;

/**
 * Runs a graph in float64, op by op, with the kernels that judge every other implementation. Slow;
 * lets go of each value after its last use.
 *
 * @param feeds - Inputs by name.
 * @param params - Weights by name.
 * @returns The outputs by name, in float64 whatever their dtype.
 * @throws VitrineError `BAD_INPUT` if an input or a param is missing or has other dims.
 */
export function interpret(
  graph: Graph,
  table: OpTable,
  feeds: RefFeeds,
  params: RefFeeds = {},
): Record<string, RefTensor> {
  const live = new Map<Value, RefTensor>();
  const lengths = new Map<string, number>();
  for (const port of graph.inputs) live.set(port.value, bind(port, feeds, lengths));
  for (const port of graph.params) live.set(port.value, bind(port, params, lengths));
  const lastUse = lastUses(graph);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((x) => (x === null ? null : live.get(x)!));
    const computed = lookup(table, node).evaluate(inputs, node.attrs, node.outputs);
    node.outputs.forEach((value, i) => live.set(value, computed[i]));
    for (const value of [...node.inputs, ...node.outputs]) {
      if (value !== null && isDone(lastUse.get(value), node)) live.delete(value);
    }
  }
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, live.get(value)!]));
}

/** The node that uses a value last; null for an output of the graph, which is kept. */
function lastUses(graph: Graph): Map<Value, Node | null> {
  const last = new Map<Value, Node | null>();
  for (const node of graph.nodes) for (const x of node.inputs) if (x !== null) last.set(x, node);
  for (const { value } of graph.outputs) last.set(value, null);
  return last;
}

/** Whether a value is of no use after `node`; a value that nothing uses has no last use. */
function isDone(lastUse: Node | null | undefined, node: Node): boolean {
  return lastUse === undefined || lastUse === node;
}

/** The tensor fed to a port. Its symbols must be the same length wherever they appear. */
function bind({ name, value }: Port, fed: RefFeeds, lengths: Map<string, number>): RefTensor {
  const tensor = fed[name];
  const fits =
    tensor?.dims.length === value.dims.length &&
    value.dims.every((dim, i) => {
      if (typeof dim === "string" && !lengths.has(dim)) lengths.set(dim, tensor.dims[i]);
      return tensor.dims[i] === (typeof dim === "string" ? lengths.get(dim) : dim);
    });
  if (fits) return { ...toRef(tensor), dtype: value.dtype };
  const got = tensor === undefined ? "nothing" : formatDims(tensor.dims);
  throw new VitrineError(
    "BAD_INPUT",
    `interpret: "${name}" does not fit; expected ${value.dtype}${formatDims(value.dims)}, got ${got}.`,
    { details: { name } },
  );
}

function lookup(table: OpTable, node: Node): Op {
  const op = table.get(node.op);
  if (op !== undefined) return op;
  throw new VitrineError("UNKNOWN_NAME", `interpret: no op "${node.op}" in the table.`);
}
