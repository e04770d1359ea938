import type { Dim } from "../graph/dim.ts";
import type { Attributes, Value } from "../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute } from "./shared/attributes.ts";
import { integers, staticElements } from "./shared/elements.ts";
import { zeros } from "./shared/reshaping.ts";
import { aroundAxis } from "./shared/strided.ts";
import { blank, typed } from "./shared/types.ts";

const argMax: Op = {
  name: "ArgMax",
  onnx: { since: 13 },
  properties: {},
  infer(context) {
    const { dims } = typed(context, 0, "number");
    const axis = axisOf(context, numberAttribute(context.attrs, "axis", 0), dims.length);
    return [{ dtype: "int64", dims: reduced(dims, axis, context.attrs) }];
  },
  evaluate([x], attrs) {
    const axis = fromFront(numberAttribute(attrs, "axis", 0), x!.dims.length);
    const takesLast = numberAttribute(attrs, "select_last_index", 0) === 1;
    const data = eachLine(x!, axis).map((line) => {
      const largest = line.reduce((a, b) => Math.max(a, b), -Infinity);
      return takesLast ? line.lastIndexOf(largest) : line.indexOf(largest);
    });
    return [{ dtype: "int64", dims: reduced(x!.dims, axis, attrs), data: Float64Array.from(data) }];
  },
  gradient: "zero",
};

const topK: Op = {
  name: "TopK",
  onnx: { since: 11 },
  properties: {},
  infer(context) {
    const x = typed(context, 0, "number");
    integers(context, 1);
    const axis = axisOf(context, numberAttribute(context.attrs, "axis", -1), x.dims.length);
    const count = context.inputs[1]!.elements?.[0] ?? context.freshDim();
    checkCount(context, x.dims[axis]);
    const dims = x.dims.with(axis, count);
    return [
      { dtype: x.dtype, dims },
      { dtype: "int64", dims },
    ];
  },
  evaluate([x, k], attrs) {
    return topElements(x!, k!.data[0], attrs);
  },
  gradient: topKGradient,
};

/** Where the largest elements are, and the k largest themselves. */
export const ops: readonly Op[] = [argMax, topK];

function reduced<D>(dims: readonly D[], axis: number, attrs: Attributes): (D | 1)[] {
  const keeps = numberAttribute(attrs, "keepdims", 1) === 1;
  return keeps ? dims.with(axis, 1 as D) : dims.filter((_, k) => k !== axis);
}

function checkCount(context: InferContext, length: Dim): void {
  const count = staticElements(context, 1)?.[0];
  if (count === undefined || typeof length !== "number" || count <= length) return;
  context.fail(`k is ${count}`, `at most ${length}`);
}

/** The elements along one axis, one line for each place on the other axes, in row-major order. */
function eachLine(x: RefTensor, axis: number): Float64Array[] {
  const { outer, length, inner } = aroundAxis(x.dims, axis);
  return Array.from({ length: outer * inner }, (_, i) => {
    const start = Math.floor(i / inner) * length * inner + (i % inner);
    return Float64Array.from({ length }, (_unused, j) => x.data[start + j * inner]);
  });
}

/** Ties go to the lower index, as in ONNX. */
function topElements(x: RefTensor, count: number, attrs: Attributes): readonly RefTensor[] {
  const axis = fromFront(numberAttribute(attrs, "axis", -1), x.dims.length);
  const sign = numberAttribute(attrs, "largest", 1) === 1 ? -1 : 1;
  const { inner } = aroundAxis(x.dims, axis);
  const values = blank(x.dtype, x.dims.with(axis, count));
  const indices = blank("int64", values.dims);
  eachLine(x, axis).forEach((line, i) => {
    const order = Array.from(line.keys()).sort((a, b) => sign * (line[a] - line[b]) || a - b);
    const start = Math.floor(i / inner) * count * inner + (i % inner);
    for (let j = 0; j < count; j++) {
      values.data[start + j * inner] = line[order[j]];
      indices.data[start + j * inner] = order[j];
    }
  });
  return [values, indices];
}

/** dx = dy at the places that were chosen, zero elsewhere. */
function topKGradient({ g, node, cotangents: [dy] }: GradientContext): (Value | null)[] {
  if (dy === null) return [null, null];
  const empty = zeros(g, g.shape(node.inputs[0]!), dy.dtype);
  const axis = numberAttribute(node.attrs, "axis", -1);
  return [g.op("ScatterElements", empty, node.outputs[1], dy, { axis }), null];
}
