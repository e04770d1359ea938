import { isStatic, type Dim } from "../graph/dim.ts";
import type { ValueType } from "../graph/graph.ts";
import type { InferContext, Op, RefTensor } from "../graph/op.ts";
import { stridesOf } from "../tensor/tensor.ts";
import { operand } from "./shared/attributes.ts";
import { broadcastDims, broadcastLengths, sumTo } from "./shared/broadcast.ts";
import { integers, moveElements, withElements } from "./shared/elements.ts";
import { readView } from "./shared/strided.ts";

const expand: Op = {
  name: "Expand",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const shape = integers(context, 1);
    const { elements } = shape;
    const dims = broadcastDims(context, [x.dims, elements ?? unknownLengths(context, shape)]);
    const known = isStatic(dims) && moveElements(x, (positions) => expanded(positions, dims));
    return [withElements(x.dtype, dims, known || undefined)];
  },
  evaluate([x, shape]) {
    return [expanded(x!, Array.from(shape!.data))];
  },
  /** dx = dy summed over the axes that were repeated. */
  gradient: ({ g, node, cotangents: [dy] }) => [sumTo(g, dy!, node.inputs[0]!), null],
};

export const ops: readonly Op[] = [expand];

function unknownLengths(context: InferContext, shape: ValueType): readonly Dim[] {
  const rank = shape.dims[0];
  if (typeof rank !== "number") {
    return context.fail("the rank of the result is not known", "a shape vector of static length");
  }
  return Array.from({ length: rank }, () => context.freshDim());
}

function expanded(x: RefTensor, shape: readonly number[]): RefTensor {
  const dims = broadcastLengths([x.dims, shape]);
  const own = stridesOf(x.dims);
  const lead = dims.length - x.dims.length;
  const strides = dims.map((_, axis) =>
    axis < lead || x.dims[axis - lead] === 1 ? 0 : own[axis - lead],
  );
  return { dtype: x.dtype, dims, data: readView(x.data, { dims, strides, offset: 0 }) };
}
