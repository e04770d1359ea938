import { divDims, isStatic, type Dim } from "../graph/dim.ts";
import type { Value } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute, operand } from "./shared/attributes.ts";
import { integers } from "./shared/elements.ts";
import { zeros } from "./shared/reshaping.ts";
import { readView, window } from "./shared/strided.ts";

const split: Op = {
  name: "Split",
  onnx: { since: 18 },
  properties: { movement: true, linear: [0] },
  infer(context) {
    const x = operand(context, 0);
    const axis = axisOf(context, numberAttribute(context.attrs, "axis", 0), x.dims.length);
    return partDims(context, x.dims[axis]).map((length) => ({
      dtype: x.dtype,
      dims: x.dims.with(axis, length),
    }));
  },
  evaluate([x, sizes], attrs, outputs) {
    const axis = fromFront(numberAttribute(attrs, "axis", 0), x!.dims.length);
    const parts = sizes ? Array.from(sizes.data) : evenParts(x!.dims[axis], outputs.length);
    return parts.map((length, i) => {
      const start = sum(parts.slice(0, i));
      return part(x!, axis, start, length);
    });
  },
  gradient: splitGradient,
};

export const ops: readonly Op[] = [split];

function partDims(context: InferContext, whole: Dim): readonly Dim[] {
  if (context.inputs[1]) return askedDims(context, whole);
  const count = numberAttribute(context.attrs, "num_outputs", 0);
  if (count < 1) return context.fail("how many parts is not said", "sizes, or num_outputs");
  if (typeof whole === "number") return evenParts(whole, count);
  const even = divDims(whole, count);
  return Array.from({ length: count }, () => even ?? context.freshDim());
}

function askedDims(context: InferContext, whole: Dim): readonly Dim[] {
  const sizes = integers(context, 1);
  const count = sizes.dims[0];
  if (typeof count !== "number") return context.fail("how many parts is not known", "static sizes");
  const parts = sizes.elements ?? Array.from({ length: count }, () => context.freshDim());
  const isWrong = isStatic(parts) && typeof whole === "number" && sum(parts) !== whole;
  return isWrong ? context.fail(`sizes add up to ${sum(parts)}`, `a sum of ${whole}`) : parts;
}

/** Equal parts of ⌈whole / count⌉; the last takes what is left. */
function evenParts(whole: number, count: number): number[] {
  const length = Math.ceil(whole / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(length, whole - i * length)));
}

function part(x: RefTensor, axis: number, from: number, length: number): RefTensor {
  const dims = x.dims.with(axis, length);
  const start = x.dims.map((_, k) => (k === axis ? from : 0));
  return { dtype: x.dtype, dims, data: readView(x.data, window(x.dims, start, dims)) };
}

/** dx = the dyᵢ joined again; zeros for a part that nothing used. */
function splitGradient({ g, node, cotangents }: GradientContext): (Value | null)[] {
  const axis = numberAttribute(node.attrs, "axis", 0);
  const parts = cotangents.map((dy, i) => {
    const y = node.outputs[i];
    return dy ?? zeros(g, g.shape(y), y.dtype);
  });
  return [g.op("Concat", ...parts, { axis }), null];
}

function sum(parts: readonly number[]): number {
  return parts.reduce((a, b) => a + b, 0);
}
