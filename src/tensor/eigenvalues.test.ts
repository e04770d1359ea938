import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eigenvalues } from "./eigenvalues.ts";
import { matmul, transposed, zeroMatrix, type Matrix64 } from "./matrix.ts";
import { qr } from "./qr.ts";
import { generator } from "./random.ts";

const square = (rows: readonly (readonly number[])[]): Matrix64 => ({
  rows: rows.length,
  columns: rows.length,
  data: Float64Array.from(rows.flat()),
});

const PHI = (1 + Math.sqrt(5)) / 2;
const TURN = 2 * Math.PI;

/** A companion matrix, whose eigenvalues are the roots of xⁿ = Σ cᵢ xⁱ. */
const companion = (coefficients: readonly number[]): Matrix64 =>
  square(
    coefficients.map((_, i) => [
      ...coefficients.map((__, j) => (j === i - 1 ? 1 : 0)).slice(0, -1),
      coefficients[i],
    ]),
  );

describe("eigenvalues", () => {
  it.each<[string, Matrix64, readonly (readonly [number, number])[]]>([
    ["one number", square([[-3]]), [[-3, 0]]],
    [
      "nothing but zeros",
      square([
        [0, 0],
        [0, 0],
      ]),
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      "a swap",
      square([
        [0, 1],
        [1, 0],
      ]),
      [
        [1, 0],
        [-1, 0],
      ],
    ],
    [
      "a quarter turn",
      square([
        [0, -1],
        [1, 0],
      ]),
      [
        [0, 1],
        [0, -1],
      ],
    ],
    [
      "a triangle",
      square([
        [1, 7, 9],
        [0, -4, 5],
        [0, 0, 2],
      ]),
      [
        [-4, 0],
        [2, 0],
        [1, 0],
      ],
    ],
    [
      "a block that cannot be diagonalised",
      square([
        [1, 1, 0],
        [0, 1, 1],
        [0, 0, 1],
      ]),
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    ],
    [
      "the roots 3, 2 and 1 of x³ = 6x² − 11x + 6",
      companion([6, -11, 6]),
      [
        [3, 0],
        [2, 0],
        [1, 0],
      ],
    ],
    [
      "a cycle of five, on which unshifted steps never move",
      companion([1, 0, 0, 0, 0]),
      [0, 1, 4, 2, 3].map((k) => [Math.cos((TURN * k) / 5), Math.sin((TURN * k) / 5)] as const),
    ],
    [
      "a matrix on which the plain double shift cycles for ever",
      square([
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
        [1, 1, 0, 0, 1],
        [1, 0, 1, 0, 1],
      ]),
      [
        [PHI, 0],
        [0, 1],
        [0, -1],
        [1 - PHI, 0],
        [0, 0],
      ],
    ],
    [
      "numbers near underflow",
      square([
        [0, 3e-150],
        [2e-150, 1e-150],
      ]),
      [
        [3e-150, 0],
        [-2e-150, 0],
      ],
    ],
  ])("finds those of %s", (_, matrix, wanted) => {
    const { re, im } = eigenvalues(matrix);
    const found = Array.from(re, (x, i) => [x, im[i]] as const);
    const size = Math.max(...wanted.map(([x, y]) => Math.hypot(x, y)), Number.MIN_VALUE);
    expect(found).toHaveLength(wanted.length);
    for (const [x, y] of wanted) {
      const nearest = Math.min(...found.map(([a, b]) => Math.hypot(a - x, b - y)));
      expect(nearest / size, `${x} + ${y}i`).toBeLessThan(1e-13);
    }
  });

  it("finds the ones a matrix was made of, in a rotated basis", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 20 }), (seed, n) => {
        const { normal } = generator(seed);
        const random = zeroMatrix(n, n);
        for (let i = 0; i < random.data.length; i++) random.data[i] = normal();
        const rotation = qr(random).q();
        const blocks = zeroMatrix(n, n); // pairs a ± bi on the diagonal, and one real number where n is odd
        const wanted: [number, number][] = [];
        for (let i = 0; i < n; i += 2) {
          const [a, b] = [normal(), Math.abs(normal())];
          blocks.data[i * n + i] = a;
          if (i + 1 === n) wanted.push([a, 0]);
          else {
            blocks.data[(i + 1) * n + i + 1] = a;
            blocks.data[i * n + i + 1] = b;
            blocks.data[(i + 1) * n + i] = -b;
            wanted.push([a, b], [a, -b]);
          }
        }
        const { re, im } = eigenvalues(matmul(matmul(rotation, blocks), transposed(rotation)));
        wanted.sort(([a, b], [c, d]) => Math.hypot(c, d) - Math.hypot(a, b) || d - b);
        wanted.forEach(([a, b], i) => {
          expect(Math.hypot(re[i] - a, im[i] - b)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it("tells apart eigenvalues that are nearly one and the same: 80 I + ε N", () => {
    const [n, epsilon] = [12, 1e-8];
    const { normal } = generator(7);
    const small = zeroMatrix(n, n);
    for (let i = 0; i < small.data.length; i++) small.data[i] = normal();
    const data = small.data.map((value, i) => value * epsilon + (i % (n + 1) === 0 ? 80 : 0));
    const { re, im } = eigenvalues({ ...small, data });
    const squared = matmul(small, small);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [x, y] = [(re[i] - 80) / epsilon, im[i] / epsilon];
      sum += x - small.data[i * (n + 1)];
      squares += x * x - y * y - squared.data[i * (n + 1)];
    }
    // 80 rounds to 80 · 2⁻⁵³, which is 1e-6 of ε; twelve of them, times what turning them adds.
    expect(Math.abs(sum)).toBeLessThan(1e-3);
    expect(Math.abs(squares)).toBeLessThan(1e-3);
  });
});
