import { producers, type Graph, type Node, type Value } from "../graph.ts";
import type { OpTable } from "../op.ts";
import { rewrite } from "../rewrite.ts";

/**
 * Where only one element per row is read of a product `x Wᵀ + b` (a logit among all the
 * vocabulary's), computes that element alone: `Σ x · W[id] + b[id]`.
 *
 * @param keeps - Names of the hooks that must go on being computed on the way.
 */
export function readOut(graph: Graph, table: OpTable, keeps: (hook: string) => boolean): Graph {
  const producer = producers(graph);
  const params = new Set(graph.params.map(({ value }) => value));
  const makerOf = (value: Value | null): Node | null => {
    const node = value === null ? undefined : producer.get(value);
    const isPassive = node?.op === "Hook" && !keeps(String(node.attrs.name));
    return isPassive ? makerOf(node.inputs[0]) : (node ?? null);
  };
  return rewrite(graph, table, (node, _, g) => {
    const found = node.op === "GatherElements" ? matched(node, makerOf, params) : null;
    if (found === null) return null;
    const { x, weight, bias, slot, id } = found;
    const row = g.op("Gather", x, slot, { axis: 1 }); // [batch, width]
    const column = g.op("Gather", weight, g.op("Squeeze", id, [1]), { axis: 0 }); // [batch, width]
    const dot = g.op("ReduceSum", g.op("Mul", row, column), [1], { keepdims: 1 }); // [batch, 1]
    return [bias === null ? dot : g.op("Add", dot, g.op("Gather", bias, id, { axis: 0 }))];
  });
}

interface ReadOut {
  /** `[batch, slot, width]`. */
  readonly x: Value;
  /** `[out, width]`. */
  readonly weight: Value;
  /** `[out]`. */
  readonly bias: Value | null;
  /** A scalar index. */
  readonly slot: Value;
  /** `[batch, 1]`. */
  readonly id: Value;
}

/** `GatherElements(Gather(Reshape(Gemm(Reshape(x), W, b)), slot), id)`, hooks left aside. */
function matched(
  { inputs: [data, id], attrs }: Node,
  makerOf: (value: Value | null) => Node | null,
  params: ReadonlySet<Value>,
): ReadOut | null {
  const atSlot = makerOf(data);
  if (attrs.axis !== 1 || id?.dims[1] !== 1 || atSlot?.op !== "Gather") return null;
  const [laidOut, slot] = atSlot.inputs as readonly [Value, Value];
  if (atSlot.attrs.axis !== 1 || slot.dims.length > 0) return null;
  const product = makerOf(through(makerOf(laidOut), 3));
  if (product?.op !== "Gemm" || !isByTransposed(product)) return null;
  const [rows, weight, bias = null] = product.inputs;
  const x = through(makerOf(rows), 2);
  const fits = x?.dims.length === 3 && weight !== null && params.has(weight);
  return fits && (bias === null || params.has(bias)) ? { x, weight, bias, slot, id } : null;
}

/** What a reshape to this rank reshapes. */
function through(reshape: Node | null, rank: number): Value | null {
  const isWanted = reshape?.op === "Reshape" && reshape.outputs[0].dims.length === rank;
  return isWanted ? reshape.inputs[0] : null;
}

function isByTransposed({ attrs }: Node): boolean {
  return attrs.transB === 1 && Object.keys(attrs).length === 1;
}
