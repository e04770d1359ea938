import type { Op } from "../graph/op.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { sumTo } from "./shared/broadcast.ts";
import { zipElements } from "./shared/elementwise.ts";
import {
  expandTo,
  fold,
  reducedCount,
  reductionOp,
  type ReductionSpec,
} from "./shared/reduction.ts";

/** Reductions over axes. `x` below has the dims of the input, `y` keeps the reduced axes as 1. */
export const ops: readonly Op[] = [
  reductionOp({
    name: "ReduceSum",
    since: 13,
    accepts: "number",
    linear: [0],
    evaluate: (x, kept) => fold(x, kept, 0, (sum, v) => sum + v),
    // dx = dy
    gradient: (g, dy, x) => expandTo(g, dy, x),
  }),
  reductionOp({
    name: "ReduceMean",
    since: 18,
    accepts: "float",
    linear: [0],
    evaluate(x, kept) {
      const count = sizeOf(x.dims) / sizeOf(kept);
      return fold(x, kept, 0, (sum, v) => sum + v).map((sum) => sum / count);
    },
    // dx = dy / n
    gradient: (g, dy, x, y) => expandTo(g, g.op("Div", dy, reducedCount(g, x, y)), x),
  }),
  extremum("ReduceMax", -Infinity, Math.max),
  extremum("ReduceMin", Infinity, Math.min),
  reductionOp({
    name: "ReduceL2",
    since: 18,
    accepts: "float",
    evaluate: (x, kept) => fold(x, kept, 0, (sum, v) => sum + v * v).map(Math.sqrt),
    // dx = dy · x / y; 0 where y = 0 (PyTorch's `linalg.vector_norm`)
    gradient(g, dy, x, y) {
      const length = g.op("Where", g.op("Equal", y, 0), 1, y);
      return g.op("Mul", g.op("Div", dy, length), x);
    },
  }),
  reductionOp({
    name: "ReduceLogSumExp",
    since: 18,
    accepts: "float",
    evaluate(x, kept) {
      const peak = { dtype: x.dtype, dims: kept, data: fold(x, kept, -Infinity, Math.max) };
      const scaled = zipElements(x, peak, x, (v, top) => Math.exp(v - finite(top)));
      const sums = fold(scaled, kept, 0, (sum, v) => sum + v);
      return sums.map((sum, i) => Math.log(sum) + finite(peak.data[i]));
    },
    // dx = dy · exp(x − y)
    gradient: (g, dy, x, y) => g.op("Mul", g.op("Exp", g.op("Sub", x, y)), dy),
  }),
];

function extremum(name: string, start: number, of: (a: number, b: number) => number): Op {
  const spec: ReductionSpec = {
    name,
    since: 18,
    accepts: "number",
    evaluate: (x, kept) => fold(x, kept, start, of),
    // dx = dy · [x = y] / how many elements equal y: ties share alike (PyTorch's `amax`)
    gradient(g, dy, x, y) {
      const wins = g.op("Cast", g.op("Equal", x, y), { to: x.dtype });
      return g.op("Mul", wins, g.op("Div", dy, sumTo(g, wins, y)));
    },
  };
  return reductionOp(spec);
}

/** Infinity is kept out of `v − top`, so that a row of −∞ gives −∞ rather than NaN. */
function finite(x: number): number {
  return Number.isFinite(x) ? x : 0;
}
