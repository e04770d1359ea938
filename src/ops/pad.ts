import type { Builder } from "../graph/builder.ts";
import { addDims } from "../graph/dim.ts";
import type { Attributes, Node, Value } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, operand, stringAttribute } from "./shared/attributes.ts";
import { integers, staticElements } from "./shared/elements.ts";
import { countTo, reshapeLike, scatterAlong } from "./shared/reshaping.ts";
import { aroundAxis } from "./shared/strided.ts";
import { blank } from "./shared/types.ts";

const pad: Op = {
  name: "Pad",
  onnx: { since: 18 },
  properties: {},
  infer(context) {
    const x = operand(context, 0);
    const axes = paddedAxes(context, x.dims.length);
    const { elements } = integers(context, 1);
    if (!(modeOf(context.attrs) in SOURCE))
      context.fail("mode is unknown", Object.keys(SOURCE).join(", "));
    const dims = [...x.dims];
    axes.forEach((axis, i) => {
      const [before, after] = [elements?.[i], elements?.[i + axes.length]];
      const isKnown = before !== undefined && after !== undefined;
      dims[axis] = isKnown ? addDims(dims[axis], addDims(before, after)) : context.freshDim();
    });
    return [{ dtype: x.dtype, dims }];
  },
  evaluate([x, pads, value, axes], attrs) {
    const count = pads!.data.length / 2;
    let out = x!;
    for (let i = 0; i < count; i++) {
      const axis = fromFront(axes?.data[i] ?? i, x!.dims.length);
      const ends = [pads!.data[i], pads!.data[i + count]] as const;
      out = paddedAxis(out, axis, ends, { mode: modeOf(attrs), value: value?.data[0] ?? 0 });
    }
    return [out];
  },
  gradient: padGradient,
};

export const ops: readonly Op[] = [pad];

/** Where a position outside an axis is copied from, by mode; −1: from nowhere. */
const SOURCE = {
  constant: () => -1,
  edge: (at: number, length: number) => (at < 0 ? 0 : length - 1),
  reflect(at: number, length: number) {
    const period = Math.max(1, 2 * (length - 1));
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  },
  wrap: (at: number, length: number) => ((at % length) + length) % length,
} as const satisfies Record<string, (at: number, length: number) => number>;

type Mode = keyof typeof SOURCE;

function modeOf(attrs: Attributes): Mode {
  return stringAttribute(attrs, "mode", "constant") as Mode;
}

function paddedAxes(context: InferContext, rank: number): readonly number[] {
  if (!context.inputs[3]) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = staticElements(context, 3) ?? context.fail("axes are not known", "constant axes");
  return axes.map((axis) => axisOf(context, axis, rank));
}

function paddedAxis(
  x: RefTensor,
  axis: number,
  [before, after]: readonly [number, number],
  { mode, value }: { readonly mode: Mode; readonly value: number },
): RefTensor {
  const { outer, length, inner } = aroundAxis(x.dims, axis);
  const total = length + before + after;
  const out = blank(x.dtype, x.dims.with(axis, total));
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < total; j++) {
      const at = j - before;
      const from = at >= 0 && at < length ? at : SOURCE[mode](at, length);
      const to = (o * total + j) * inner;
      for (let k = 0; k < inner; k++) {
        out.data[to + k] = from < 0 ? value : x.data[(o * length + from) * inner + k];
      }
    }
  }
  return out;
}

/**
 * Constant: dx = dy padded by −pads, which cuts the margins off; d value = their sum. Other modes:
 * each element of dy is added to where it was copied from.
 */
function padGradient({ g, node, cotangents: [dy], wants }: GradientContext): (Value | null)[] {
  const [, pads, value, axes] = node.inputs;
  if (modeOf(node.attrs) !== "constant") return [scatteredBack(g, dy!, node)];
  const cut = g.op("Pad", dy, g.op("Neg", pads), null, axes ?? null);
  if (!wants(2)) return [cut];
  const sum = (v: Value): Value => g.op("ReduceSum", v, null, { keepdims: 0 });
  return [cut, null, reshapeLike(g, g.op("Sub", sum(dy!), sum(cut)), value!)];
}

function scatteredBack(g: Builder, dy: Value, { inputs, attrs }: Node): Value {
  const [x, pads, , axes] = inputs as readonly [Value, Value, Value?, Value?];
  const count = (pads.dims[0] as number) / 2;
  let dx = dy;
  for (let i = 0; i < count; i++) {
    const axis = fromFront((axes?.elements?.[i] as number | undefined) ?? i, x.dims.length);
    const entry = (at: number): Value => g.op("Slice", pads, [at], [at + 1], [0]);
    const ends = g.op("Concat", entry(i), entry(i + count), { axis: 0 });
    const length = g.dim(x, axis);
    const positions = g.op("Pad", countTo(g, length), ends, { mode: modeOf(attrs) });
    dx = scatterAlong(g, dx, { axis, positions, length });
  }
  return dx;
}
