import type { Op } from "../graph/op.ts";
import { unaryOp } from "./shared/elementwise.ts";

/** 1 / (1 + exp(−x)), without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Activation functions without options. */
export const ops: readonly Op[] = [
  unaryOp({
    name: "Relu",
    since: 6,
    accepts: "number",
    of: (x) => (x < 0 ? 0 : x),
    // dx = dy where x > 0; 0 at 0
    gradient: (g, dy, x) => g.op("Where", g.op("Greater", x, 0), dy, 0),
  }),
  unaryOp({
    name: "Sigmoid",
    since: 6,
    accepts: "float",
    of: sigmoid,
    // dx = dy · y (1 − y)
    gradient: (g, dy, _x, y) => g.op("Mul", dy, g.op("Mul", y, g.op("Sub", 1, y))),
  }),
  unaryOp({
    name: "Softplus",
    since: 1,
    accepts: "float",
    of: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    // dx = dy · σ(x)
    gradient: (g, dy, x) => g.op("Mul", dy, g.op("Sigmoid", x)),
  }),
];
