import { addDims, type Dim } from "../graph/dim.ts";
import type { Value, ValueType } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute, operand } from "./shared/attributes.ts";
import { withElements } from "./shared/elements.ts";
import { lengths, sharedDim } from "./shared/reshaping.ts";
import { window, writeView } from "./shared/strided.ts";
import { blank, commonDtype } from "./shared/types.ts";

const concat: Op = {
  name: "Concat",
  onnx: { since: 13 },
  properties: { movement: true },
  infer(context) {
    const parts = context.inputs.map((_, i) => operand(context, i));
    const dtype = commonDtype(context, parts);
    const axis = axisOf(context, numberAttribute(context.attrs, "axis", 0), parts[0].dims.length);
    return [withElements(dtype, joinedDims(context, parts, axis), joinedElements(parts))];
  },
  evaluate(inputs, attrs) {
    const parts = inputs as readonly RefTensor[];
    return [joined(parts, fromFront(numberAttribute(attrs, "axis", 0), parts[0].dims.length))];
  },
  gradient: concatGradient,
};

export const ops: readonly Op[] = [concat];

function joinedDims(context: InferContext, parts: readonly ValueType[], axis: number): Dim[] {
  const rank = parts[0].dims.length;
  if (parts.some(({ dims }) => dims.length !== rank)) context.fail("ranks differ", "one rank");
  return parts[0].dims.map((_, k) => {
    const along = parts.map(({ dims }) => dims[k]);
    return k === axis ? along.reduce(addDims) : sharedDim(context, along);
  });
}

function joinedElements(parts: readonly ValueType[]): readonly Dim[] | undefined {
  const isKnown = parts.every(({ dims, elements }) => dims.length === 1 && elements !== undefined);
  return isKnown ? parts.flatMap(({ elements }) => elements!) : undefined;
}

function joined(parts: readonly RefTensor[], axis: number): RefTensor {
  const dims = [...parts[0].dims];
  dims[axis] = parts.reduce((sum, part) => sum + part.dims[axis], 0);
  const out = blank(parts[0].dtype, dims);
  const start = dims.map(() => 0);
  for (const part of parts) {
    writeView(out.data, window(dims, start, part.dims), part.data);
    start[axis] += part.dims[axis];
  }
  return out;
}

/** dxᵢ = the part of dy that came from xᵢ. Lengths that a run decides are read off its tensors. */
function concatGradient({ g, node, cotangents: [dy], wants }: GradientContext): (Value | null)[] {
  const parts = node.inputs as readonly Value[];
  const axis = fromFront(numberAttribute(node.attrs, "axis", 0), dy!.dims.length);
  const sizes = lengths(
    g,
    parts.map((part) => g.dim(part, axis)),
  );
  const split = g.emit("Split", [dy!, sizes], { axis });
  return split.map((part, i) => (wants(i) ? part : null));
}
