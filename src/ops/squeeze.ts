import type { Dim } from "../graph/dim.ts";
import type { ValueType } from "../graph/graph.ts";
import type { InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, operand } from "./shared/attributes.ts";
import { staticElements, withElements } from "./shared/elements.ts";
import { reshapeLike } from "./shared/reshaping.ts";

const squeeze: Op = {
  name: "Squeeze",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const dropped = squeezedAxes(context, x);
    return [withElements(x.dtype, without(x.dims, dropped), x.elements)];
  },
  evaluate([x, axes]) {
    return [squeezed(x!, axes)];
  },
  /** dx = dy in the dims of x. */
  gradient: ({ g, node, cotangents: [dy] }) => [reshapeLike(g, dy!, node.inputs[0]!), null],
};

const unsqueeze: Op = {
  name: "Unsqueeze",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const axes = staticElements(context, 1) ?? context.fail("axes are not known", "constant axes");
    const rank = x.dims.length + axes.length;
    const added = axes.map((axis) => axisOf(context, axis, rank));
    if (new Set(added).size < added.length) context.fail("an axis is named twice", "distinct axes");
    return [withElements(x.dtype, withUnits(x.dims, added), x.elements)];
  },
  evaluate([x, axes]) {
    const rank = x!.dims.length + axes!.data.length;
    const added = Array.from(axes!.data, (axis) => fromFront(axis, rank));
    return [{ ...x!, dims: withUnits(x!.dims, added) }];
  },
  /** dx = dy with the same axes dropped. */
  gradient: ({ g, node, cotangents: [dy] }) => [g.op("Squeeze", dy, node.inputs[1]), null],
};

/** Axes of length 1, dropped and added. */
export const ops: readonly Op[] = [squeeze, unsqueeze];

function squeezedAxes(context: InferContext, x: ValueType): readonly number[] {
  const axes = staticElements(context, 1);
  if (axes !== undefined) {
    const dropped = axes.map((axis) => axisOf(context, axis, x.dims.length));
    const isLong = dropped.some((axis) => typeof x.dims[axis] === "number" && x.dims[axis] !== 1);
    return isLong
      ? context.fail(`axes ${axes.join(", ")} are not all 1`, "axes of length 1")
      : dropped;
  }
  const isOpen = context.inputs[1] || x.dims.some((dim) => typeof dim === "string");
  if (isOpen) context.fail("which axes to drop is not known", "constant axes");
  return unitAxes(x.dims);
}

function squeezed(x: RefTensor, axes: RefTensor | null | undefined): RefTensor {
  const rank = x.dims.length;
  const dropped = axes ? Array.from(axes.data, (axis) => fromFront(axis, rank)) : unitAxes(x.dims);
  return { ...x, dims: without(x.dims, dropped) };
}

function unitAxes(dims: readonly Dim[]): number[] {
  return dims.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
}

function without<D extends Dim>(dims: readonly D[], dropped: readonly number[]): D[] {
  return dims.filter((_, axis) => !dropped.includes(axis));
}

function withUnits<D extends Dim>(dims: readonly D[], added: readonly number[]): (D | 1)[] {
  const rest = dims[Symbol.iterator]();
  const rank = dims.length + added.length;
  return Array.from({ length: rank }, (_, axis) =>
    added.includes(axis) ? 1 : (rest.next().value as D),
  );
}
