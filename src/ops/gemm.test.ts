import { describe, expect, it } from "vitest";
import {
  compute,
  fed,
  slope,
  slopeGraph,
  smallGraph,
  type Write,
} from "../../test/helpers/small-graph.ts";

// [1 2; 3 4; 5 6] times the columns (1, 1) and (0, 2)
const a = fed([3, 2], [1, 2, 3, 4, 5, 6]);
const b = fed([2, 2], [1, 0, 1, 2]);
const linear: Write = (g, x, w, c) => g.op("Gemm", x, w, c, { transB: 1 });

describe("Gemm", () => {
  it("reads weights as [out, in] under transB", () => {
    const y = compute(linear, [a, b, fed([2], [10, 20])]);
    expect(y.dims).toEqual([3, 2]);
    expect([...y.data]).toEqual([11, 25, 13, 31, 15, 37]);
  });

  it("scales the product and the addend apart", () => {
    const write: Write = (g, x, w, c) => g.op("Gemm", x, w, c, { alpha: 2, beta: -1 });
    expect([...compute(write, [a, b, fed([], [1])]).data]).toEqual([5, 7, 13, 15, 21, 23]);
  });

  it("sums the gradient of a bias over rows", () => {
    expect([...slope(linear, [a, b, fed([2], [0, 0])], 2).data]).toEqual([3, 3]);
  });

  it("has Gemms for gradients, and no Transpose", () => {
    const inputs = [a, b, fed([2], [0, 0])];
    for (const wrt of [0, 1]) {
      const ops = slopeGraph(linear, inputs, wrt).nodes.map((node) => node.op);
      expect(ops.filter((op) => op === "Gemm")).toHaveLength(2);
      expect(ops).not.toContain("Transpose");
      expect(ops).not.toContain("MatMul");
    }
  });

  it("refuses an addend that would widen the result", () => {
    const row = fed([1, 2], [1, 2]);
    const tall = fed([3, 1], [1, 2, 3]);
    const write: Write = (g, x, w, c) => g.op("Gemm", x, w, c);
    expect(() => smallGraph(write, [row, b, tall])).toThrow("C does not broadcast");
  });
});
