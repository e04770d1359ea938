import { describe, expect, it } from "vitest";
import { compute, fed, slope, smallGraph, type Fed } from "../../test/helpers/small-graph.ts";
import { int64 } from "../tensor/tensor.ts";

const matrix = fed([2, 3], [1, 2, 3, 4, 5, 6]);

/** Axes that are fed, so that no shape rule knows them. */
function fedAxes(...axes: number[]): Fed {
  return { tensor: int64([axes.length], axes) };
}

describe("reductions", () => {
  it("count negative axes from the back", () => {
    const y = compute((g, x) => g.op("ReduceSum", x, [-2], { keepdims: 0 }), [matrix]);
    expect(y.dims).toEqual([3]);
    expect([...y.data]).toEqual([5, 7, 9]);
  });

  it("keep reduced axes as 1 by default", () => {
    const y = compute((g, x) => g.op("ReduceMean", x, [1]), [matrix]);
    expect(y.dims).toEqual([2, 1]);
    expect([...y.data]).toEqual([2, 5]);
  });

  it("take all axes where none is given, or none at all under noop_with_empty_axes", () => {
    expect([...compute((g, x) => g.op("ReduceMax", x), [matrix]).data]).toEqual([6]);
    const same = compute((g, x) => g.op("ReduceMax", x, [], { noop_with_empty_axes: 1 }), [matrix]);
    expect([...same.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("keep known symbols in the dims they leave", () => {
    const x = fed([2, 3], [1, 2, 3, 4, 5, 6], ["batch", "pos"]);
    const graph = smallGraph((g, v) => g.op("ReduceSum", v, [0], { keepdims: 0 }), [x]);
    expect(graph.outputs[0].value.dims).toEqual(["pos"]);
  });

  it("refuse axes out of range, naming the dims", () => {
    expect(() => smallGraph((g, x) => g.op("ReduceSum", x, [2]), [matrix])).toThrow(
      "ReduceSum: axis 2 does not exist; expected an axis from -2 to 1, got float32[2, 3]",
    );
  });

  it("refuse to drop axes that only the run knows", () => {
    const write = (): unknown =>
      smallGraph((g, x, axes) => g.op("ReduceSum", x, axes, { keepdims: 0 }), [matrix, fedAxes(0)]);
    expect(write).toThrow("expected constant axes, or keepdims 1");
  });

  it("logsumexp neither overflows nor turns −∞ into NaN", () => {
    const x = fed([2, 2], [1000, 1000, -Infinity, -Infinity]);
    const y = compute((g, v) => g.op("ReduceLogSumExp", v, [1]), [x]);
    expect(y.data[0]).toBeCloseTo(1000 + Math.LN2, 12);
    expect(y.data[1]).toBe(-Infinity);
  });
});

describe("gradients of reductions", () => {
  it("mean shares alike among the elements, also where the run decides how many", () => {
    const declared = fed([2, 3], [1, 2, 3, 4, 5, 6], ["batch", "pos"]);
    const dx = slope((g, x) => g.op("ReduceMean", x, [1], { keepdims: 0 }), [declared]);
    for (const part of dx.data) expect(part).toBeCloseTo(1 / 3, 12);
    const byRun = slope((g, x, axes) => g.op("ReduceMean", x, axes), [declared, fedAxes(0)]);
    expect([...byRun.data]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it("max shares alike among ties", () => {
    const x = fed([2, 3], [7, 7, 1, 2, 5, 3]);
    const dx = slope((g, v) => g.op("ReduceMax", v, [-1], { keepdims: 0 }), [x]);
    expect([...dx.data]).toEqual([0.5, 0.5, 0, 0, 1, 0]);
  });

  it("the length of a zero vector has slope zero", () => {
    const dx = slope((g, v) => g.op("ReduceL2", v, [1]), [fed([2, 2], [0, 0, 3, 4])]);
    expect([...dx.data].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([0, 0, 0.6, 0.8]);
  });
});
