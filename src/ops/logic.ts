import type { Op } from "../graph/op.ts";
import { binaryOp, unaryOp } from "./shared/elementwise.ts";
import type { Accepts } from "./shared/types.ts";

/** Comparisons and truth values. All are constant between their jumps: zero derivative. */
export const ops: readonly Op[] = [
  test("Equal", 11, "any", (a, b) => a === b),
  test("Less", 9, "number", (a, b) => a < b),
  test("Greater", 9, "number", (a, b) => a > b),
  test("LessOrEqual", 12, "number", (a, b) => a <= b),
  test("GreaterOrEqual", 12, "number", (a, b) => a >= b),
  test("And", 7, "bool", (a, b) => a + b === 2),
  test("Or", 7, "bool", (a, b) => a + b > 0),
  test("Xor", 7, "bool", (a, b) => a !== b),
  unaryOp({ name: "Not", since: 1, accepts: "bool", of: (x) => 1 - x, gradient: "zero" }),
  unaryOp({
    name: "IsNaN",
    since: 9,
    accepts: "float",
    of: (x) => (Number.isNaN(x) ? 1 : 0),
    result: "bool",
    gradient: "zero",
  }),
];

function test(
  name: string,
  since: number,
  accepts: Accepts,
  holds: (a: number, b: number) => boolean,
): Op {
  const of = (a: number, b: number): number => (holds(a, b) ? 1 : 0);
  return binaryOp({ name, since, accepts, of, result: "bool", gradient: "zero" });
}
