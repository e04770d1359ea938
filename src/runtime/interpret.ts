import { VitrineError } from "../errors.ts";
import { formatDims } from "../graph/dim.ts";
import type { Graph, Node, Port, Value } from "../graph/graph.ts";
import type { Op, OpTable, RefTensor } from "../graph/op.ts";
import { arrayFor, type DType } from "../tensor/dtype.ts";
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
      if (value !== null && (lastUse.get(value) ?? node) === node) live.delete(value);
    }
  }
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, live.get(value)!]));
}

/** A tensor as the interpreter holds it. float64 data are shared, not copied. */
export function toRef(tensor: Tensor | RefTensor): RefTensor {
  const { dtype, dims, data } = tensor;
  if (data instanceof Float64Array) return { dtype, dims, data };
  return { dtype, dims, data: Float64Array.from(data as ArrayLike<number>, Number) };
}

/**
 * What the interpreter computed, as a tensor.
 *
 * @param dtype - Default its own; `"float64"` loses nothing.
 */
export function fromRef(ref: RefTensor, dtype: DType = ref.dtype): Tensor {
  const data = arrayFor(dtype, ref.data.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < data.length; i++) data[i] = BigInt(ref.data[i]);
  } else {
    data.set(ref.data);
  }
  return { dtype, dims: ref.dims, data };
}

/** The node that uses a value last; null for an output of the graph, which is kept. */
function lastUses(graph: Graph): Map<Value, Node | null> {
  const last = new Map<Value, Node | null>();
  for (const node of graph.nodes) for (const x of node.inputs) if (x !== null) last.set(x, node);
  for (const { value } of graph.outputs) last.set(value, null);
  return last;
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
