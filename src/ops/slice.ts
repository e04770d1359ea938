import type { Builder } from "../graph/builder.ts";
import type { Dim } from "../graph/dim.ts";
import type { Value, ValueType } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { stridesOf } from "../tensor/tensor.ts";
import { axisOf, fromFront, operand } from "./shared/attributes.ts";
import { integers, moveElements, staticElements, withElements } from "./shared/elements.ts";
import { countTo, lengths, scatterAlong } from "./shared/reshaping.ts";
import { slicedDim, sliceMargins, sliceRange } from "./shared/slice-range.ts";
import { readView } from "./shared/strided.ts";

const slice: Op = {
  name: "Slice",
  onnx: { since: 13 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const axes = slicedAxes(context, x.dims.length);
    const dims = [...x.dims];
    axes.forEach((axis, i) => (dims[axis] = slicedLength(context, i, x.dims[axis])));
    return [withElements(x.dtype, dims, slicedElements(context, x))];
  },
  evaluate([x, starts, ends, axes, steps]) {
    return [sliced(x!, starts!.data, ends!.data, axes?.data, steps?.data)];
  },
  gradient: sliceGradient,
};

export const ops: readonly Op[] = [slice];

function slicedAxes(context: InferContext, rank: number): readonly number[] {
  const count = integers(context, 1).dims[0];
  if (typeof count !== "number") return context.fail("how many axes is not known", "static starts");
  integers(context, 2);
  if (!context.inputs[3]) return Array.from({ length: count }, (_, axis) => axis);
  const axes = staticElements(context, 3) ?? context.fail("axes are not known", "constant axes");
  return axes.map((axis) => axisOf(context, axis, rank));
}

function slicedLength(context: InferContext, i: number, length: Dim): Dim {
  const [start, end] = [context.inputs[1]?.elements?.[i], context.inputs[2]?.elements?.[i]];
  const step = context.inputs[4] ? context.inputs[4].elements?.[i] : 1;
  if (start === undefined || end === undefined || step === undefined) return context.freshDim();
  if (step === 0) return context.fail("a step is 0", "steps other than 0");
  return slicedDim(start, end, step, length) ?? context.freshDim();
}

function slicedElements(context: InferContext, x: ValueType): readonly Dim[] | undefined {
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((i) => staticElements(context, i));
  const isOpen = (context.inputs[3] && !axes) || (context.inputs[4] && !steps);
  if (!starts || !ends || isOpen) return undefined;
  return moveElements(x, (positions) => sliced(positions, starts, ends, axes, steps));
}

function sliced(
  x: RefTensor,
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  axes: ArrayLike<number> | undefined,
  steps: ArrayLike<number> | undefined,
): RefTensor {
  const dims = [...x.dims];
  const own = stridesOf(x.dims);
  const strides = [...own];
  let offset = 0;
  for (let i = 0; i < starts.length; i++) {
    const axis = fromFront(axes?.[i] ?? i, dims.length);
    const step = steps?.[i] ?? 1;
    const kept = sliceRange(starts[i], ends[i], step, x.dims[axis]);
    dims[axis] = kept.length;
    strides[axis] = own[axis] * step;
    offset += own[axis] * kept.start;
  }
  return { dtype: x.dtype, dims, data: readView(x.data, { dims, strides, offset }) };
}

/**
 * dx = dy in a tensor of zeros, where the slice was cut out: a Pad where its ends are known and
 * nothing is skipped, otherwise each axis is scattered to the positions it was read from.
 */
function sliceGradient({ g, node, cotangents: [dy] }: GradientContext): (Value | null)[] {
  const [x, starts, ends, axes, steps] = node.inputs as readonly (Value | undefined)[];
  const cut: Cut = { x: x!, starts: starts!, ends: ends!, axes, steps };
  const pads = padsOf(g, cut);
  if (pads === null) return [scattered(g, dy!, cut)];
  return [g.op("Pad", dy, pads)];
}

interface Cut {
  readonly x: Value;
  readonly starts: Value;
  readonly ends: Value;
  readonly axes: Value | null | undefined;
  readonly steps: Value | null | undefined;
}

/**
 * How far each axis reaches before and after the slice; null where a run decides. Every axis has an
 * entry: ONNX Runtime misreads pads of some axes when it moves a transposition past them.
 */
function padsOf(g: Builder, { x, starts, ends, axes, steps }: Cut): Value | null {
  const isWhole = !steps || steps.elements?.every((step) => step === 1);
  if (!isWhole || !starts.elements || !ends.elements) return null;
  const before = x.dims.map(() => g.ints([0]));
  const after = [...before];
  for (let i = 0; i < starts.elements.length; i++) {
    const axis = fromFront((axes?.elements?.[i] as number | undefined) ?? i, x.dims.length);
    const margins = sliceMargins(starts.elements[i], ends.elements[i], x.dims[axis]);
    if (margins === null) return null;
    const [low, high] = margins.map(({ fromLength, plus }) =>
      fromLength ? g.op("Add", g.dim(x, axis), [plus]) : g.ints([plus]),
    );
    before[axis] = low;
    after[axis] = high;
  }
  return lengths(g, [...before, ...after]);
}

function scattered(g: Builder, dy: Value, { x, starts, ends, axes, steps }: Cut): Value {
  const count = starts.dims[0] as number;
  let dx = dy;
  for (let i = 0; i < count; i++) {
    const axis = fromFront((axes?.elements?.[i] as number | undefined) ?? i, x.dims.length);
    const entry = (v: Value): Value => g.op("Slice", wide(g, v), [i], [i + 1], [0]);
    const length = g.dim(x, axis);
    const step = steps ? entry(steps) : [1];
    const positions = g.op("Slice", countTo(g, length), entry(starts), entry(ends), [0], step);
    dx = scatterAlong(g, dx, { axis, positions, length });
  }
  return dx;
}

/** As int64, for ONNX wants one element type for all that says where to cut. */
function wide(g: Builder, v: Value): Value {
  return v.dtype === "int64" ? v : g.op("Cast", v, { to: "int64" });
}
