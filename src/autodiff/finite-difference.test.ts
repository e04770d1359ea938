import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph, Value } from "../graph/graph.ts";
import type { GradientRule, OpTable } from "../graph/op.ts";
import { opTable } from "../ops/table.generated.ts";
import { interpret } from "../runtime/interpret.ts";
import { generator } from "../tensor/random.ts";
import { gradientError, type Doubles, type Evaluate } from "./finite-difference.ts";

const evaluate: Evaluate = (graph, feeds) => {
  const tensors = Object.entries(feeds).map(([name, x]) => [name, { dtype: "float64", ...x }]);
  return interpret(graph, opTable, Object.fromEntries(tensors));
};

/** `tanh(x)·x`, so that a wrong rule of Tanh is a part of the gradient only. */
function curve(dims: readonly number[]): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", dims);
  g.output("y", g.op("Mul", g.op("Tanh", x), x));
  return g.build();
}

function doubles(dims: readonly number[]): Doubles {
  const random = generator(4);
  const size = dims.reduce((a, b) => a * b, 1);
  return { dims, data: Float64Array.from({ length: size }, random.normal) };
}

/** The true rule, `dx = dy·(1 − y²)`, with something done to it. */
function tanhTable(spoil: (g: Builder, dx: Value, x: Value) => Value): OpTable {
  const tanh = opTable.get("Tanh")!;
  const rule: GradientRule = ({ g, node, cotangents: [dy] }) => {
    const [y] = node.outputs;
    const dx = g.op("Mul", dy, g.op("Sub", g.scalar(1, y.dtype), g.op("Mul", y, y)));
    return [spoil(g, dx, node.inputs[0]!)];
  };
  return new Map([...opTable, ["Tanh", { ...tanh, gradient: rule }]]);
}

describe.each([
  ["every coordinate of a small tensor", [3, 4]],
  ["random directions of a large one", [5, 8]],
])("gradientError along %s", (_, dims) => {
  const errorWith = (table: OpTable): number =>
    gradientError({
      evaluate,
      table,
      graph: curve(dims),
      feeds: { x: doubles(dims) },
      of: ["y"],
      wrt: ["x"],
    });

  it("is at rounding for a right rule", () => {
    expect(errorWith(tanhTable((_, dx) => dx))).toBeLessThan(1e-8);
  });

  it.each<[string, (g: Builder, dx: Value, x: Value) => Value]>([
    ["off by a thousandth", (g, dx) => g.op("Mul", dx, 1.001)],
    ["of the wrong sign", (g, dx) => g.op("Neg", dx)],
    ["zero", (g, dx) => g.op("Mul", dx, 0)],
    ["off by a constant", (g, dx) => g.op("Add", dx, 0.01)],
    ["wrong for negative numbers only", (g, dx, x) => g.op("Where", g.op("Less", x, 0), 0, dx)],
    ["not a number", (g, dx) => g.op("Sqrt", g.op("Sub", g.op("Mul", dx, 0), 1))],
    ["infinite", (g, dx) => g.op("Div", dx, g.op("Mul", dx, 0))],
  ])("is large for a rule that is %s", (_, spoil) => {
    expect(errorWith(tanhTable(spoil))).toBeGreaterThan(1e-4);
  });
});

describe("gradientError", () => {
  it("sees an error in one output that another would cancel", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", [4]);
    g.output("a", g.op("Tanh", x));
    g.output("b", g.op("Neg", g.op("Tanh", x)));
    const table = tanhTable((g, dx) => g.op("Mul", dx, 2));
    const check = { evaluate, graph: g.build(), feeds: { x: doubles([4]) }, wrt: ["x"] };
    expect(gradientError({ ...check, table, of: ["a", "b"] })).toBeGreaterThan(0.1);
    expect(gradientError({ ...check, table: opTable, of: ["a", "b"] })).toBeLessThan(1e-8);
  });

  it("does not take the rounding of a zero slope for an error", () => {
    const g = new Builder(opTable);
    const [x, b] = ["x", "b"].map((name) => g.input(name, "float32", [1, 3]));
    const shifted = g.op("Add", x, g.op("ReduceSum", b, [1], { keepdims: 1 }));
    g.output("y", g.op("Softmax", shifted, { axis: 1 })); // a shift changes nothing
    const feeds = { x: doubles([1, 3]), b: doubles([1, 3]) };
    const check = { evaluate, table: opTable, graph: g.build(), feeds, of: ["y"] };
    expect(gradientError({ ...check, wrt: ["x", "b"] })).toBeLessThan(1e-6);
  });
});
