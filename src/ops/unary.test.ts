import { describe, expect, it } from "vitest";
import { fed, slope, smallGraph } from "../../test/helpers/small-graph.ts";
import { int64 } from "../tensor/tensor.ts";

describe("slopes where there is a kink or a pole", () => {
  const at = (op: string, x: number): number =>
    slope((g, v) => g.op(op, v), [fed([1], [x])]).data[0];

  it("are PyTorch's", () => {
    expect(at("Abs", 0)).toBe(0);
    expect(at("Relu", 0)).toBe(0);
    expect(at("Sqrt", 0)).toBe(Infinity);
    expect(at("Log", 0)).toBe(Infinity);
  });

  it("of saturated activations vanish without NaN", () => {
    expect(at("Sigmoid", -800)).toBe(0);
    expect(at("Tanh", 800)).toBe(0);
    expect(at("Softplus", 800)).toBe(1);
    expect(at("Swish", -800)).toBeCloseTo(0, 12);
  });
});

describe("element types", () => {
  it("are checked, naming op and type", () => {
    const integers = { tensor: int64([2], [1, 2]) };
    expect(() => smallGraph((g, x) => g.op("Exp", x), [integers])).toThrow(
      "Exp: input 0 is int64; expected a floating-point tensor, got int64[2]",
    );
  });

  it("must be one for both operands", () => {
    const inputs = [fed([2], [1, 2]), { tensor: int64([2], [1, 2]) }];
    expect(() => smallGraph((g, a, b) => g.op("Add", a, b), inputs)).toThrow(
      "Add: element types differ; expected one element type (Cast first), got float32[2] and int64[2]",
    );
  });
});
