import type { Attributes } from "../graph/graph.ts";
import type { InferContext, Op, RefTensor } from "../graph/op.ts";
import { stridesOf } from "../tensor/tensor.ts";
import { operand } from "./shared/attributes.ts";
import { readView } from "./shared/strided.ts";

const transpose: Op = {
  name: "Transpose",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const order = orderOf(context.attrs, x.dims.length);
    checkOrder(context, order, x.dims.length);
    return [{ dtype: x.dtype, dims: order.map((axis) => x.dims[axis]) }];
  },
  evaluate([x], attrs) {
    return [transposed(x!, orderOf(attrs, x!.dims.length))];
  },
  /** dx = dy transposed back: perm⁻¹. */
  gradient({ g, node, cotangents: [dy] }) {
    const order = orderOf(node.attrs, dy!.dims.length);
    const perm = order.map((_, axis) => order.indexOf(axis));
    return [g.op("Transpose", dy, { perm })];
  },
};

export const ops: readonly Op[] = [transpose];

function transposed(x: RefTensor, order: readonly number[]): RefTensor {
  const dims = order.map((axis) => x.dims[axis]);
  const own = stridesOf(x.dims);
  const strides = order.map((axis) => own[axis]);
  return { dtype: x.dtype, dims, data: readView(x.data, { dims, strides, offset: 0 }) };
}

/** ONNX's default turns all axes round. */
function orderOf(attrs: Attributes, rank: number): readonly number[] {
  const { perm } = attrs;
  if (Array.isArray(perm)) return perm as readonly number[];
  return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}

function checkOrder(context: InferContext, order: readonly number[], rank: number): void {
  const seen = new Set(order.filter((axis) => axis >= 0 && axis < rank));
  if (order.length === rank && seen.size === rank) return;
  context.fail(
    `perm [${order.join(", ")}] is no order of the axes`,
    `each of 0 to ${rank - 1} once`,
  );
}
