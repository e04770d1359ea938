import type { Builder } from "../graph/builder.ts";
import type { Attributes, Value } from "../graph/graph.ts";
import type { Op, RefTensor } from "../graph/op.ts";
import { axisOf, fromFront, numberAttribute } from "./shared/attributes.ts";
import { aroundAxis } from "./shared/strided.ts";
import { blank, typed } from "./shared/types.ts";

/** exp(x) / Σ exp(x) along one axis, and its logarithm. */
export const ops: readonly Op[] = [
  softmaxOp({
    name: "Softmax",
    finish: (x, top, sum) => Math.exp(x - top) / sum,
    // dx = y (dy − Σ dy y)
    gradient(g, dy, y, axis) {
      const mean = total(g, g.op("Mul", dy, y), axis);
      return g.op("Mul", y, g.op("Sub", dy, mean));
    },
  }),
  softmaxOp({
    name: "LogSoftmax",
    finish: (x, top, sum) => x - top - Math.log(sum),
    // dx = dy − exp(y) Σ dy
    gradient: (g, dy, y, axis) => g.op("Sub", dy, g.op("Mul", g.op("Exp", y), total(g, dy, axis))),
  }),
];

interface SoftmaxSpec {
  readonly name: string;
  /** The result, from the largest x and the sum of exp(x − top). */
  readonly finish: (x: number, top: number, sum: number) => number;
  readonly gradient: (g: Builder, dy: Value, y: Value, axis: number) => Value;
}

function softmaxOp({ name, finish, gradient }: SoftmaxSpec): Op {
  return {
    name,
    onnx: { since: 13 },
    properties: {},
    infer(context) {
      const { dtype, dims } = typed(context, 0, "float");
      axisOf(context, axisAttribute(context.attrs), dims.length);
      return [{ dtype, dims }];
    },
    evaluate: ([x], attrs) => [normalize(x!, axisAttribute(attrs), finish)],
    gradient: ({ g, node, cotangents: [dy] }) => [
      gradient(g, dy!, node.outputs[0], axisAttribute(node.attrs)),
    ],
  };
}

function axisAttribute(attrs: Attributes): number {
  return numberAttribute(attrs, "axis", -1);
}

function total(g: Builder, x: Value, axis: number): Value {
  return g.op("ReduceSum", x, [axis], { keepdims: 1 });
}

function normalize(x: RefTensor, axis: number, finish: SoftmaxSpec["finish"]): RefTensor {
  const { outer, length, inner } = aroundAxis(x.dims, fromFront(axis, x.dims.length));
  const out = blank(x.dtype, x.dims);
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      normalizeLine(x.data, out.data, i * length * inner + j, inner, length, finish);
    }
  }
  return out;
}

function normalizeLine(
  x: Float64Array,
  out: Float64Array,
  start: number,
  step: number,
  length: number,
  finish: SoftmaxSpec["finish"],
): void {
  const end = start + length * step;
  let top = -Infinity;
  for (let i = start; i < end; i += step) top = Math.max(top, x[i]);
  let sum = 0;
  for (let i = start; i < end; i += step) sum += Math.exp(x[i] - top);
  for (let i = start; i < end; i += step) out[i] = finish(x[i], top, sum);
}
