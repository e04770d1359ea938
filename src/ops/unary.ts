import type { Op } from "../graph/op.ts";
import { unaryOp } from "./shared/elementwise.ts";
import { erf } from "./shared/erf.ts";

/** Functions of one number. */
export const ops: readonly Op[] = [
  unaryOp({
    name: "Neg",
    since: 6,
    accepts: "number",
    of: (x) => -x,
    linear: true,
    // dx = −dy
    gradient: (g, dy) => g.op("Neg", dy),
  }),
  unaryOp({
    name: "Abs",
    since: 6,
    accepts: "number",
    of: Math.abs,
    // dx = dy · sign(x); 0 at 0
    gradient: (g, dy, x) => g.op("Mul", dy, g.op("Sign", x)),
  }),
  unaryOp({
    name: "Sqrt",
    since: 6,
    accepts: "float",
    of: Math.sqrt,
    // dx = dy / (2√x); infinite at 0
    gradient: (g, dy, _x, y) => g.op("Div", g.op("Mul", dy, 0.5), y),
  }),
  unaryOp({
    name: "Reciprocal",
    since: 6,
    accepts: "float",
    of: (x) => 1 / x,
    // dx = −dy · y²
    gradient: (g, dy, _x, y) => g.op("Neg", g.op("Mul", dy, g.op("Mul", y, y))),
  }),
  unaryOp({
    name: "Exp",
    since: 6,
    accepts: "float",
    of: Math.exp,
    // dx = dy · y
    gradient: (g, dy, _x, y) => g.op("Mul", dy, y),
  }),
  unaryOp({
    name: "Log",
    since: 6,
    accepts: "float",
    of: Math.log,
    // dx = dy / x
    gradient: (g, dy, x) => g.op("Div", dy, x),
  }),
  unaryOp({
    name: "Sin",
    since: 7,
    accepts: "float",
    of: Math.sin,
    // dx = dy · cos x
    gradient: (g, dy, x) => g.op("Mul", dy, g.op("Cos", x)),
  }),
  unaryOp({
    name: "Cos",
    since: 7,
    accepts: "float",
    of: Math.cos,
    // dx = −dy · sin x
    gradient: (g, dy, x) => g.op("Neg", g.op("Mul", dy, g.op("Sin", x))),
  }),
  unaryOp({
    name: "Tanh",
    since: 6,
    accepts: "float",
    of: Math.tanh,
    // dx = dy · (1 − y²)
    gradient: (g, dy, _x, y) => g.op("Mul", dy, g.op("Sub", 1, g.op("Mul", y, y))),
  }),
  unaryOp({
    name: "Erf",
    since: 9,
    accepts: "float",
    of: erf,
    // dx = dy · 2/√π · exp(−x²)
    gradient: (g, dy, x) => {
      const bell = g.op("Exp", g.op("Neg", g.op("Mul", x, x)));
      return g.op("Mul", dy, g.op("Mul", bell, 2 / Math.sqrt(Math.PI)));
    },
  }),
];
