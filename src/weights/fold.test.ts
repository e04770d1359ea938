import { describe, expect, it } from "vitest";
import { float32, type Tensor } from "../tensor/tensor.ts";
import { foldWeights, type FoldStep } from "./fold.ts";

const STORED: Readonly<Record<string, Tensor>> = {
  W: float32([2, 3], [1, 2, 3, 4, 5, 6]),
  gain: float32([3], [2, 1, 0]),
  shift: float32([3], [1, 0, -1]),
  b: float32([2], [10, 20]),
  half: { dtype: "float16", dims: [1], data: Uint16Array.of(0x3c00) },
};

function folded(...steps: FoldStep[]): Record<string, Tensor> {
  const weights = new Map(Object.entries(STORED));
  foldWeights(weights, steps);
  return Object.fromEntries(weights);
}

describe("foldWeights", () => {
  it("scales columns", () => {
    expect(folded({ do: "scale-columns", of: "W", by: "gain" }).W).toEqual(
      float32([2, 3], [2, 2, 0, 8, 5, 0]),
    );
  });

  it("adds a product with the matrix as it is at that step", () => {
    const product = { do: "add-product", to: "b", matrix: "W", vector: "shift" } as const;
    const scale = { do: "scale-columns", of: "W", by: "gain" } as const;
    expect(folded(product, scale).b).toEqual(float32([2], [8, 18])); // 1 − 3 and 4 − 6
    expect(folded(scale, product).b).toEqual(float32([2], [12, 28])); // 2 − 0 and 8 − 0
  });

  it("adds a product with a vector whose runs stand several times", () => {
    const weights = new Map<string, Tensor>([
      ["M", float32([1, 8], [1, 10, 100, 1000, 0, 0, 0, 5])],
      ["v", float32([4], [1, 2, 3, 4])],
      ["out", float32([1], [0])],
    ]);
    foldWeights(weights, [
      { do: "add-product", to: "out", matrix: "M", vector: "v", repeat: { size: 2, times: 2 } },
    ]);
    // v stands as 1 2 1 2 3 4 3 4
    expect(weights.get("out")).toEqual(float32([1], [1 + 20 + 100 + 2000 + 20]));
  });

  it("makes weights of one number", () => {
    expect(folded({ do: "fill", to: "new", dims: [2, 1], with: 3 }).new).toEqual(
      float32([2, 1], [3, 3]),
    );
  });

  it("takes means away along an axis", () => {
    expect(folded({ do: "centre", of: "W", axis: 0 }).W.data).toEqual(
      Float32Array.of(-1.5, -1.5, -1.5, 1.5, 1.5, 1.5),
    );
    expect(folded({ do: "centre", of: "W", axis: 1 }).W.data).toEqual(
      Float32Array.of(-1, 0, 1, -1, 0, 1),
    );
    expect(folded({ do: "centre", of: "b", axis: 0 }).b.data).toEqual(Float32Array.of(-5, 5));
  });

  it("keeps two names of one tensor apart once either changes", () => {
    const untie = { do: "copy", from: "W", to: "U" } as const;
    const after = folded(
      { do: "centre", of: "W", axis: 1 },
      untie,
      { do: "centre", of: "W", axis: 0 },
      { do: "scale-columns", of: "U", by: "gain" },
    );
    expect(after.W.data).toEqual(new Float32Array(6));
    expect(after.U.data).toEqual(Float32Array.of(-2, 0, 0, -2, 0, 0));
  });

  it("leaves the tensors it was given as they were", () => {
    const before = structuredClone(STORED);
    folded(
      { do: "scale-columns", of: "W", by: "gain" },
      { do: "fill", to: "b", dims: [2], with: 0 },
    );
    expect(STORED).toEqual(before);
  });

  it("refuses weights that are not float32", () => {
    expect(() => folded({ do: "centre", of: "half", axis: 0 })).toThrow(
      /"half" is float16; expected float32/,
    );
  });
});
