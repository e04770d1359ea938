import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { opTable } from "../ops/table.generated.ts";
import { float32 } from "../tensor/tensor.ts";
import { interpret } from "./interpret.ts";

/** y = x·W, z = y + y */
function product(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["batch", 2]);
  const y = g.op("MatMul", x, g.param("W", "float32", [2, 1]));
  g.output("y", y);
  g.output("z", g.op("Add", y, y));
  return g.build();
}

const W = float32([2, 1], [1, 1]);

describe("interpret", () => {
  it("computes every output in float64", () => {
    // 2²⁴ + 1 is no float32 number
    const x = float32([1, 2], [2 ** 24, 1]);
    const { y, z } = interpret(product(), opTable, { x }, { W });
    expect(y).toEqual({ dtype: "float32", dims: [1, 1], data: Float64Array.of(2 ** 24 + 1) });
    expect(z.data[0]).toBe(2 ** 25 + 2);
  });

  it("keeps an output that is used again, and one that is an input", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", [1]);
    g.output("x", x);
    g.output("y", g.op("Neg", x));
    const outputs = interpret(g.build(), opTable, { x: float32([1], [3]) });
    expect([outputs.x.data[0], outputs.y.data[0]]).toEqual([3, -3]);
  });

  it("refuses feeds that are missing or do not fit", () => {
    const graph = product();
    expect(() => interpret(graph, opTable, {}, { W })).toThrow(
      'interpret: "x" does not fit; expected float32[batch, 2], got nothing',
    );
    expect(() => interpret(graph, opTable, { x: float32([2], [1, 2]) }, { W })).toThrow("got [2]");
    expect(() => interpret(graph, opTable, { x: float32([1, 2], [1, 2]) })).toThrow('"W"');
  });

  it("refuses two lengths for one symbol", () => {
    const g = new Builder(opTable);
    g.output("y", g.op("Add", g.input("a", "float32", ["n"]), g.input("b", "float32", ["n"])));
    const feeds = { a: float32([1], [1]), b: float32([2], [1, 2]) };
    expect(() => interpret(g.build(), opTable, feeds)).toThrow('"b" does not fit');
  });

  it("names an op that its table lacks", () => {
    const empty: OpTable = new Map();
    const feeds = { x: float32([1, 2], [1, 2]) };
    expect(() => interpret(product(), empty, feeds, { W })).toThrow('no op "MatMul"');
  });
});
