import type { Op } from "../graph/op.ts";
import { unaryOp } from "./shared/elementwise.ts";

/** Step functions: constant between their jumps, so the derivative is zero wherever it exists. */
export const ops: readonly Op[] = [
  unaryOp({ name: "Sign", since: 9, accepts: "number", of: Math.sign, gradient: "zero" }),
  unaryOp({ name: "Floor", since: 6, accepts: "float", of: Math.floor, gradient: "zero" }),
  unaryOp({ name: "Ceil", since: 6, accepts: "float", of: Math.ceil, gradient: "zero" }),
  unaryOp({ name: "Round", since: 11, accepts: "float", of: roundHalfToEven, gradient: "zero" }),
];

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
