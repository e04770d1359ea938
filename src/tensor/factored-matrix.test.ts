import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { swapLastAxes } from "./batched.ts";
import { FactoredMatrix } from "./factored-matrix.ts";
import { generator } from "./random.ts";
import { float32, sizeOf, zeros, type Tensor } from "./tensor.ts";

/** A = [[1, 2], [0, 1], [1, 0]], B = [[1, 0, 1], [2, 1, 0]]; A B = [[5, 2, 1], [2, 1, 0], [1, 0, 1]]. */
const A = float32([3, 2], [1, 2, 0, 1, 1, 0]);
const B = float32([2, 3], [1, 0, 1, 2, 1, 0]);
const M = new FactoredMatrix(A, B);

const float64 = (dims: readonly number[], values: readonly number[]): Tensor => ({
  dtype: "float64",
  dims,
  data: Float64Array.from(values),
});

function random(dims: readonly number[], seed: number): Tensor {
  const { normal } = generator(seed);
  return {
    dtype: "float64",
    dims,
    data: Float64Array.from({ length: sizeOf(dims) }, () => normal()),
  };
}

function apart(a: Tensor, b: Tensor): number {
  expect(a.dims).toEqual(b.dims);
  return Array.from(a.data, Number).reduce(
    (worst, x, i) => Math.max(worst, Math.abs(x - Number(b.data[i]))),
    0,
  );
}

describe("a factored matrix", () => {
  it("has the product's dims, and the product when asked", () => {
    expect(M.dims).toEqual([3, 3]);
    expect([M.ldim, M.mdim, M.rdim]).toEqual([3, 2, 3]);
    expect(M.ab()).toEqual(float64([3, 3], [5, 2, 1, 2, 1, 0, 1, 0, 1]));
    expect(M.ba()).toEqual(float64([2, 2], [2, 2, 2, 5]));
    expect(M.corner(2)).toEqual(float64([2, 2], [5, 2, 2, 1]));
    expect(M.corner(9)).toEqual(M.ab());
  });

  it("has the norm √37, the trace 7, and the eigenvalues 6, 1 of B A", () => {
    expect(M.norm().data[0]).toBeCloseTo(Math.sqrt(37), 14);
    expect(M.trace().data).toEqual(Float64Array.of(7));
    const { re, im } = M.eigenvalues();
    expect(re.dims).toEqual([2]);
    expect(re.data[0]).toBeCloseTo(6, 14);
    expect(re.data[1]).toBeCloseTo(1, 14);
    expect(im.data).toEqual(Float64Array.of(0, 0));
  });

  it("multiplies vectors from both sides", () => {
    expect(M.multiplyVector(float32([3], [1, 0, 2]))).toEqual(float64([3], [7, 2, 3]));
    expect(M.multiplyVectorLeft(float32([3], [0, 1, 1]))).toEqual(float64([3], [3, 1, 1]));
  });

  it("multiplies matrices from both sides, and keeps the smaller inner dim", () => {
    const X = float32([3, 1], [1, 0, 2]);
    const wide = M.multiply(float32([3, 4], [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1]));
    expect(wide.mdim).toBe(2);
    expect(wide.ab()).toEqual(float64([3, 4], [5, 2, 1, 8, 2, 1, 0, 3, 1, 0, 1, 2]));
    expect(M.multiply(X).ab()).toEqual(float64([3, 1], [7, 2, 3]));
    expect(M.multiplyLeft(float32([1, 3], [0, 1, 1])).ab()).toEqual(float64([1, 3], [3, 1, 1]));
    const thin = new FactoredMatrix(float32([3, 1], [1, 0, 1]), float32([1, 2], [1, -1]));
    const both = M.multiply(thin); // M (1 0 1)ᵀ = (6 2 2)ᵀ
    expect(both.mdim).toBe(1);
    expect(both.ab()).toEqual(float64([3, 2], [6, -6, 2, -2, 2, -2]));
    expect(thin.multiplyLeft(M).ab()).toEqual(both.ab());
    const narrow = new FactoredMatrix(float32([1, 2], [1, 1]), B);
    expect(narrow.multiplyLeft(float32([2, 1], [1, 2])).ab()).toEqual(
      float64([2, 3], [3, 1, 1, 6, 2, 2]),
    );
  });

  it("is transposed and scaled", () => {
    expect(M.multiply(X3).transpose().ab()).toEqual(float64([1, 3], [5, 2, 1]));
    expect(M.scale(-2).ab()).toEqual(float64([3, 3], [-10, -4, -2, -4, -2, 0, -2, 0, -2]));
  });

  it("broadcasts leading dims, and is read at an index of them", () => {
    const scaled = random([2, 3, 4, 2], 1);
    const many = new FactoredMatrix(scaled, random([3, 2, 5], 2));
    expect(many.dims).toEqual([2, 3, 4, 5]);
    const one = many.at(1, 2);
    expect(one.dims).toEqual([4, 5]);
    expect(one.ab().data).toEqual((many.ab().data as Float64Array).slice(100, 120));
    expect(many.at(1).at(-1).ab()).toEqual(one.ab());
    expect(many.at().dims).toEqual(many.dims);
    expect(many.multiplyVector(random([5], 3)).dims).toEqual([2, 3, 4]);
    expect(many.multiplyLeft(random([7, 4], 3)).dims).toEqual([2, 3, 7, 5]);
    for (const index of [[2], [0, 3], [0, -4], [0, 0, 0], [0.5]]) {
      expect(() => many.at(...index)).toThrow(
        /no matrix at .* the dims before the matrix are \[2, 3\]/,
      );
    }
  });

  it("is U diag(S) Vᵀ, and its collapsed and even forms are what their names say", () => {
    const shape = fc.record({
      l: fc.integer({ min: 1, max: 7 }),
      m: fc.integer({ min: 1, max: 7 }),
      r: fc.integer({ min: 1, max: 7 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(shape, ({ l, m, r, seed }) => {
        const matrix = new FactoredMatrix(random([2, l, m], seed), random([2, m, r], seed + 1));
        const product = matrix.ab();
        const { u, s, v } = matrix.svd();
        const k = Math.min(l, m, r);
        expect([u.dims, s.dims, v.dims]).toEqual([
          [2, l, k],
          [2, k],
          [2, r, k],
        ]);
        const left = new FactoredMatrix(u, matrix.collapseLeft());
        const right = new FactoredMatrix(matrix.collapseRight(), swapLastAxes(v));
        for (const same of [left, right]) expect(apart(same.ab(), product)).toBeLessThan(1e-11);
        expect(apart(matrix.even().ab(), product)).toBeLessThan(1e-11);
        const fresh = new FactoredMatrix(matrix.a, matrix.b).singularValues();
        expect(apart(fresh, s)).toBeLessThan(1e-12);
        // lengths: ‖M‖² = Σ s² = ‖S Vᵀ‖²
        const squares = ({ data }: Tensor): number =>
          Array.from(data, Number).reduce((sum, x) => sum + x * x, 0);
        expect(squares(matrix.collapseLeft())).toBeCloseTo(squares(product), 8);
        expect(squares(matrix.collapseRight())).toBeCloseTo(squares(product), 8);
        expect(squares(matrix.norm())).toBeCloseTo(squares(product), 8);
      }),
    );
  });

  it("has singular values of a product far smaller than its factors, in full", () => {
    // a₁ and a₂ differ by 1e-9; the product is 1e-9 times a rotation
    const a = float64([2, 2], [1, 1e-9, 1, -1e-9]);
    const b = float64([2, 2], [0, 0, 1, 1]);
    const { data } = new FactoredMatrix(a, b).singularValues();
    expect(Number(data[0])).toBeCloseTo(2e-9, 20);
    expect(Number(data[1])).toBeCloseTo(0, 20);
  });

  it("has eigenvalues through A B where that is smaller", () => {
    const wide = new FactoredMatrix(float32([1, 2], [1, 2]), float32([2, 1], [3, 4]));
    expect(wide.eigenvalues().re).toEqual(float64([1], [11]));
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "factors that do not multiply",
      () => new FactoredMatrix(A, A),
      /expected b to have 2 rows, got 3/,
    ],
    ["a vector", () => new FactoredMatrix(A, float32([2], [1, 2])), /a factor is no matrix/],
    ["whole numbers", () => new FactoredMatrix(A, zeros("int64", [2, 3])), /the factors are int64/],
    [
      "leading dims of unlike length",
      () => new FactoredMatrix(zeros("float32", [2, 3, 2]), zeros("float32", [3, 2, 3])),
      /do not broadcast; got \[2\] and \[3\]/,
    ],
    [
      "a trace of no square",
      () => M.multiply(X3).trace(),
      /only a square matrix has it; got 3 × 1/,
    ],
    [
      "a vector of another length",
      () => M.multiplyVector(float32([2], [1, 2])),
      /multiplyVector: inner dims differ/,
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

/** The first unit vector as a column. */
const X3 = float32([3, 1], [1, 0, 0]);
