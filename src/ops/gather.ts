import { isStatic, type Dim } from "../graph/dim.ts";
import type { Value, ValueType } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute, operand } from "./shared/attributes.ts";
import { integers, moveElements, staticElements, withElements } from "./shared/elements.ts";
import { dimsOf, lengths, scatterAlong, sizeVector } from "./shared/reshaping.ts";
import { aroundAxis } from "./shared/strided.ts";
import { indexWithin } from "./shared/element-indices.ts";
import { blank } from "./shared/types.ts";

const gather: Op = {
  name: "Gather",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const indices = integers(context, 1);
    const axis = axisOf(context, numberAttribute(context.attrs, "axis", 0), x.dims.length);
    const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
    return [withElements(x.dtype, dims, gatheredElements(context, x, indices, axis))];
  },
  evaluate([x, indices], attrs) {
    const axis = fromFront(numberAttribute(attrs, "axis", 0), x!.dims.length);
    return [gathered(x!, indices!, axis)];
  },
  gradient: gatherGradient,
};

export const ops: readonly Op[] = [gather];

function gatheredElements(
  context: InferContext,
  x: ValueType,
  indices: ValueType,
  axis: number,
): readonly Dim[] | undefined {
  const at = staticElements(context, 1);
  if (at === undefined || !isStatic(indices.dims)) return undefined;
  const places = { dtype: indices.dtype, dims: indices.dims, data: Float64Array.from(at) };
  return moveElements(x, (positions) => gathered(positions, places, axis));
}

function gathered(x: RefTensor, indices: RefTensor, axis: number): RefTensor {
  const { outer, length, inner } = aroundAxis(x.dims, axis);
  const count = indices.data.length;
  const out = blank(x.dtype, [
    ...x.dims.slice(0, axis),
    ...indices.dims,
    ...x.dims.slice(axis + 1),
  ]);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      const row = o * length + indexWithin("Gather", indices.data[i], length);
      out.data.set(x.data.subarray(row * inner, (row + 1) * inner), (o * count + i) * inner);
    }
  }
  return out;
}

/** dx = each slice of dy added to the row it was read from, the indices flattened to one axis. */
function gatherGradient({ g, node, cotangents: [dy] }: GradientContext): (Value | null)[] {
  const [x, indices] = node.inputs as readonly [Value, Value];
  const axis = fromFront(numberAttribute(node.attrs, "axis", 0), x.dims.length);
  const count = sizeVector(g, indices);
  const shape = lengths(g, [...dimsOf(g, x, 0, axis), count, ...dimsOf(g, x, axis + 1)]);
  const rows = indices.dims.length === 1 ? dy! : g.op("Reshape", dy, shape, { allowzero: 1 });
  return [scatterAlong(g, rows, { axis, positions: indices, length: g.dim(x, axis) }), null];
}
