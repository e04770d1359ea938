import { describe, expect, it } from "vitest";
import { compute, fed, slope } from "../../test/helpers/small-graph.ts";

describe("Softmax", () => {
  it("gives masked positions exactly nothing", () => {
    const y = compute((g, x) => g.op("Softmax", x), [fed([1, 3], [0, -Infinity, 0])]);
    expect([...y.data]).toEqual([0.5, 0, 0.5]);
  });

  it("gives them no gradient, and its rows sum to one whatever the logits", () => {
    const weights = fed([3], [1, 2, 3]);
    const dx = slope(
      (g, x, w) => g.op("Mul", g.op("Softmax", x), w),
      [fed([1, 3], [0, -Infinity, 0]), weights],
    );
    // y (w − Σ w y) with y = ½, 0, ½ and Σ w y = 2
    expect([...dx.data]).toEqual([-0.5, 0, 0.5]);
  });

  it("does not overflow, nor does its logarithm", () => {
    const x = fed([1, 2], [10_000, -10_000]);
    expect([...compute((g, v) => g.op("Softmax", v), [x]).data]).toEqual([1, 0]);
    expect([...compute((g, v) => g.op("LogSoftmax", v), [x]).data]).toEqual([0, -20_000]);
  });
});
