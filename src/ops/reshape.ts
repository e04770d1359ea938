import { divDims, isStatic, sizeOfDims, type Dim } from "../graph/dim.ts";
import type { Attributes, ValueType } from "../graph/graph.ts";
import type { InferContext, Op } from "../graph/op.ts";
import { numberAttribute, operand } from "./shared/attributes.ts";
import { integers, withElements } from "./shared/elements.ts";
import { reshapeLike } from "./shared/reshaping.ts";

const reshape: Op = {
  name: "Reshape",
  onnx: { since: 14 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const dims = reshapedDims(context, x, integers(context, 1));
    return [withElements(x.dtype, dims, x.elements)];
  },
  evaluate([x, shape], attrs) {
    const asked = copyZeros(Array.from(shape!.data), x!.dims, attrs);
    const known = asked.filter((length) => length !== -1).reduce((a, b) => a * b, 1);
    const dims = asked.map((length) => (length === -1 ? x!.data.length / known : length));
    return [{ dtype: x!.dtype, dims, data: x!.data }];
  },
  /** dx = dy in the dims of x. */
  gradient: ({ g, node, cotangents: [dy] }) => [reshapeLike(g, dy!, node.inputs[0]!), null],
};

export const ops: readonly Op[] = [reshape];

function reshapedDims(context: InferContext, x: ValueType, shape: ValueType): readonly Dim[] {
  const rank = shape.dims[0];
  if (typeof rank !== "number" || shape.dims.length !== 1) {
    return context.fail("the rank of the result is not known", "a shape vector of static length");
  }
  if (shape.elements === undefined) return Array.from({ length: rank }, () => context.freshDim());
  const asked = copyZeros(shape.elements, x.dims, context.attrs);
  const size = sizeOfDims(x.dims);
  const known = sizeOfDims(asked.filter((dim) => dim !== -1));
  const open = asked.filter((dim) => dim === -1).length;
  if (open > 1) return context.fail("more than one length is -1", "at most one");
  const rest = open === 0 ? null : divDims(size, known);
  const misfits = isStatic([size, known]) && (open === 0 ? size !== known : rest === null);
  if (misfits) return context.fail("sizes differ", `${size} elements, not [${asked.join(", ")}]`);
  return asked.map((dim) => (dim === -1 ? (rest ?? context.freshDim()) : dim));
}

/** A 0 copies the length of the same axis, unless `allowzero` is set. */
function copyZeros<D extends Dim>(asked: readonly D[], dims: readonly D[], attrs: Attributes): D[] {
  if (numberAttribute(attrs, "allowzero", 0) === 1) return [...asked];
  return asked.map((length, axis) => (length === 0 ? dims[axis] : length));
}
