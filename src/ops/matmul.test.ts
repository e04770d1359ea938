import { describe, expect, it } from "vitest";
import {
  compute,
  fed,
  slope,
  slopeGraph,
  smallGraph,
  type Write,
} from "../../test/helpers/small-graph.ts";

const product: Write = (g, a, b) => g.op("MatMul", a, b);

describe("MatMul", () => {
  it("repeats batches along different axes", () => {
    const a = fed([2, 1, 1, 2], [1, 2, 3, 4]);
    const b = fed([2, 2, 1], [1, 10, 100, 1000]);
    const y = compute(product, [a, b]);
    expect(y.dims).toEqual([2, 2, 1, 1]);
    expect([...y.data]).toEqual([21, 2100, 43, 4300]);
  });

  it("drops the axis that a vector lacks", () => {
    const y = compute(product, [fed([2], [1, 2]), fed([2, 3], [1, 2, 3, 4, 5, 6])]);
    expect(y.dims).toEqual([3]);
    expect([...y.data]).toEqual([9, 12, 15]);
  });

  it("says which inner dims differ", () => {
    const inputs = [fed([1, 2], [1, 2]), fed([3, 1], [1, 2, 3])];
    expect(() => smallGraph(product, inputs)).toThrow(
      "MatMul: inner dims 2 and 3 differ; expected equal inner dims, got float32[1, 2] and float32[3, 1].",
    );
  });

  it("refuses inner dims that differ only at the run", () => {
    const inputs = [fed([1, 2], [1, 2], [1, "a"]), fed([3, 1], [1, 2, 3], ["b", 1])];
    expect(() => compute(product, inputs)).toThrow("got [1, 2] and [3, 1]");
  });
});

describe("the gradient by a weight", () => {
  const x = fed([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], ["batch", "pos", 2]);
  const weight = fed([2, 1], [1, 1]);

  it("sums over every row of the batch", () => {
    expect([...slope(product, [x, weight], 1).data]).toEqual([16, 20]);
  });

  it("is one Gemm on flattened rows, without a batched product to sum", () => {
    const ops = slopeGraph(product, [x, weight], 1).nodes.map((node) => node.op);
    expect(ops.filter((op) => op === "MatMul")).toHaveLength(1); // the forward product
    expect(ops).toContain("Gemm");
    expect(ops).not.toContain("ReduceSum");
    expect(ops).not.toContain("Transpose");
  });
});
