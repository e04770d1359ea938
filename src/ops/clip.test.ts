import { describe, expect, it } from "vitest";
import { compute, fed, slope, type Write } from "../../test/helpers/small-graph.ts";

const clip: Write = (g, x, low, high) => g.op("Clip", x, low, high);
const inputs = [fed([5], [-3, -1, 0, 2, 5]), fed([], [-1]), fed([], [2])];

describe("Clip", () => {
  it("bounds on both sides", () => {
    expect([...compute(clip, inputs).data]).toEqual([-1, -1, 0, 2, 2]);
  });

  it("lets the gradient through inside and on the bounds", () => {
    expect([...slope(clip, inputs).data]).toEqual([0, 1, 1, 1, 0]);
  });

  it("gives each bound the gradient of what it cut off", () => {
    const x = fed([5], [-3, -2, 0, 2, 5]);
    expect([...slope(clip, [x, ...inputs.slice(1)], 1).data]).toEqual([2]);
    expect([...slope(clip, [x, ...inputs.slice(1)], 2).data]).toEqual([1]);
  });

  it("crossed, gives the upper bound everywhere, and all the gradient to it", () => {
    const crossed = [inputs[0], fed([], [3]), fed([], [1])];
    expect([...compute(clip, crossed).data]).toEqual([1, 1, 1, 1, 1]);
    expect([...slope(clip, crossed, 1).data]).toEqual([0]);
    expect([...slope(clip, crossed, 2).data]).toEqual([5]);
  });
});
