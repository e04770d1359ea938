import { addDims, divDims, mulDims, subDims } from "../graph/dim.ts";
import type { Op } from "../graph/op.ts";
import { sumTo } from "./shared/broadcast.ts";
import { binaryOp } from "./shared/elementwise.ts";

/** Arithmetic of two tensors that broadcast. Integers divide towards zero. */
export const ops: readonly Op[] = [
  binaryOp({
    name: "Add",
    since: 7,
    accepts: "number",
    of: (a, b) => a + b,
    ofDims: addDims,
    linear: [0, 1],
    // da = dy, db = dy
    gradient: [(_g, dy) => dy, (_g, dy) => dy],
  }),
  binaryOp({
    name: "Sub",
    since: 7,
    accepts: "number",
    of: (a, b) => a - b,
    ofDims: subDims,
    linear: [0, 1],
    // da = dy, db = −dy
    gradient: [(_g, dy) => dy, (g, dy, _a, b) => g.op("Neg", sumTo(g, dy, b))],
  }),
  binaryOp({
    name: "Mul",
    since: 7,
    accepts: "number",
    of: (a, b) => a * b,
    ofDims: mulDims,
    linear: [0, 1],
    // da = dy · b, db = dy · a
    gradient: [(g, dy, _a, b) => g.op("Mul", dy, b), (g, dy, a) => g.op("Mul", dy, a)],
  }),
  binaryOp({
    name: "Div",
    since: 7,
    accepts: "number",
    of: (a, b) => a / b,
    ofIntegers: (a, b) => Math.trunc(a / b),
    ofDims: divDims,
    linear: [0],
    // da = dy / b, db = −dy · y / b
    gradient: [
      (g, dy, _a, b) => g.op("Div", dy, b),
      (g, dy, _a, b, y) => g.op("Neg", g.op("Div", sumTo(g, g.op("Mul", dy, y), b), b)),
    ],
  }),
];
