import { describe, expect, it } from "vitest";
import { basis, direction } from "./basis.ts";
import { feeling } from "./circuits/feelings.ts";

const vectors = [...basis.of.values(), basis.constant];

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

describe("the basis of the residual stream", () => {
  it("is orthonormal", () => {
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        expect(Math.abs(dot(a, b) - Number(i === j))).toBeLessThan(1e-12);
      }
    }
  });

  it("is orthogonal to (1, …, 1), which LayerNorm takes away", () => {
    for (const vector of vectors) {
      expect(Math.abs(vector.reduce((a, b) => a + b, 0))).toBeLessThan(1e-12);
    }
  });

  it("has no feature along an axis", () => {
    const largest = vectors.map((vector) => Math.max(...vector.map(Math.abs)));
    // 140 random unit vectors in 140 dimensions have their largest coordinate near 0.25
    expect(Math.max(...largest)).toBeLessThan(0.5);
  });

  it("lets three features share two dimensions at 120°", () => {
    const [a, b, c] = (["danger", "food", "cold"] as const).map((name) =>
      direction(feeling("felt", name)),
    );
    for (const [x, y] of [
      [a, b],
      [b, c],
      [c, a],
    ]) {
      expect(dot(x, y)).toBeCloseTo(-0.5, 12);
      expect(dot(x, x)).toBeCloseTo(1, 12);
    }
  });
});
