import { describe, expect, it } from "vitest";
import { compute, fed, slope, smallGraph } from "../../test/helpers/small-graph.ts";

const x = fed([2, 2], [1, 3, -5, 5]);
const scale = fed([2], [2, 2]);
const bias = fed([2], [10, 20]);

describe("LayerNormalization", () => {
  it("centres, scales to unit variance, then applies scale and bias", () => {
    const y = compute(
      (g, v, s, b) => g.op("LayerNormalization", v, s, b, { epsilon: 0 }),
      [x, scale, bias],
    );
    expect([...y.data]).toEqual([8, 22, 8, 22]);
  });

  it("also gives the mean and the inverse of the standard deviation", () => {
    const output = (i: number): number[] => [
      ...compute((g, v, s) => g.emit("LayerNormalization", [v, s], { epsilon: 0 })[i], [x, scale])
        .data,
    ];
    expect(output(1)).toEqual([2, 0]);
    expect(output(2)).toEqual([1, 0.2]);
  });

  it("ignores a shift and a stretch of its input, so their gradients vanish", () => {
    const dx = slope((g, v, s) => g.op("LayerNormalization", v, s, { epsilon: 0 }), [x, scale]);
    for (const part of dx.data) expect(part).toBeCloseTo(0, 12);
  });

  it("carries gradients through the mean and the deviation alone", () => {
    const through = (i: number): number[] => [
      ...slope((g, v, s) => g.emit("LayerNormalization", [v, s], { epsilon: 0 })[i], [x, scale])
        .data,
    ];
    expect(through(1)).toEqual([0.5, 0.5, 0.5, 0.5]);
    // d(1/σ)/dx = −(x − mean) / (n σ³) = ±1/2, ±5/(2·125)
    through(2).forEach((part, i) => expect(part).toBeCloseTo([0.5, -0.5, 0.02, -0.02][i], 12));
  });

  it("refuses a scale of another length", () => {
    expect(() =>
      smallGraph((g, v, s) => g.op("LayerNormalization", v, s), [x, fed([3], [1, 1, 1])]),
    ).toThrow("scale or bias does not fit; expected dims [2]");
  });
});
