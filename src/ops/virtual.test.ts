import { describe, expect, it } from "vitest";
import { fed, slope, slopeGraph, smallGraph } from "../../test/helpers/small-graph.ts";

const x = fed([2], [3, 5]);

describe("Hook", () => {
  it("hands values and gradients on", () => {
    const square = slope(
      (g, v) => {
        const hooked = g.hook("h", v, ["pos"]);
        return g.op("Mul", hooked, hooked);
      },
      [x],
    );
    expect([...square.data]).toEqual([6, 10]);
  });
});

describe("Identity", () => {
  it("keeps what is known of an integer vector", () => {
    const x1 = fed([2], [3, 5], ["pos"]);
    const graph = smallGraph((g, v) => g.op("Identity", g.shape(v)), [x1]);
    expect(graph.outputs[0].value.elements).toEqual(["pos"]);
  });
});

describe("StopGradient", () => {
  it("hands values on and holds gradients back", () => {
    const write = (stopped: boolean) =>
      slope((g, v) => g.op("Mul", v, stopped ? g.op("StopGradient", v) : v), [x]);
    expect([...write(false).data]).toEqual([6, 10]);
    expect([...write(true).data]).toEqual([3, 5]);
  });

  it("on the only path leaves no gradient, which is an error", () => {
    expect(() => slopeGraph((g, v) => g.op("StopGradient", v), [x])).toThrow("gradient");
  });
});
