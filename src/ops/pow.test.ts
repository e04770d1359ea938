import { describe, expect, it } from "vitest";
import { compute, fed, slope, type Write } from "../../test/helpers/small-graph.ts";
import { int64 } from "../tensor/tensor.ts";

const pow: Write = (g, a, b) => g.op("Pow", a, b);

describe("Pow", () => {
  it("takes a whole exponent of a negative base", () => {
    const inputs = [fed([3], [-2, -2, 0]), { tensor: int64([3], [3, 2, 0]) }];
    expect([...compute(pow, inputs).data]).toEqual([-8, 4, 1]);
    // b a^(b−1) = 3·4, 2·(−2), 0
    expect([...slope(pow, inputs).data]).toEqual([12, -4, 0]);
  });

  it("has no slope by the exponent at a base of zero", () => {
    const inputs = [fed([2], [0, Math.E]), fed([2], [2, 0])];
    const [atZero, atE] = slope(pow, inputs, 1).data;
    expect(atZero).toBe(0);
    expect(atE).toBeCloseTo(1, 6); // e rounded to float32
  });
});
