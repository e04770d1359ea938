import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matmul, transposed, zeroMatrix, type Matrix64 } from "./matrix.ts";
import { qr } from "./qr.ts";
import { generator } from "./random.ts";
import { svd } from "./svd.ts";

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 9 }),
  columns: fc.integer({ min: 1, max: 9 }),
  /** Below the smaller dim, the matrix is singular. */
  rank: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(),
});

function random(rows: number, columns: number, seed: number): Matrix64 {
  const { normal } = generator(seed);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => normal()) };
}

const ofRank = (rows: number, columns: number, rank: number, seed: number): Matrix64 =>
  matmul(random(rows, rank, seed), random(rank, columns, seed + 1));

function furthest(a: Matrix64, b: Matrix64): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  return a.data.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b.data[i])), 0);
}

/** How far the columns are from orthonormal. */
function skew(m: Matrix64): number {
  const identity = zeroMatrix(m.columns, m.columns);
  for (let i = 0; i < m.columns; i++) identity.data[i * m.columns + i] = 1;
  return furthest(matmul(transposed(m), m), identity);
}

function diagonal(values: Float64Array): Matrix64 {
  const made = zeroMatrix(values.length, values.length);
  values.forEach((value, i) => (made.data[i * values.length + i] = value));
  return made;
}

describe("qr", () => {
  it("gives orthonormal columns times an upper triangle, whatever the shape and rank", () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, rank, seed }) => {
        const a = ofRank(rows, columns, rank, seed);
        const { r, q } = qr(a);
        expect(furthest(matmul(q(), r), a)).toBeLessThan(1e-12);
        expect(skew(q())).toBeLessThan(1e-13);
        for (let i = 0; i < r.rows; i++) {
          for (let j = 0; j < i; j++) expect(r.data[i * r.columns + j]).toBe(0);
        }
      }),
    );
  });
});

describe("svd", () => {
  it("gives the singular values √45 and √5 of [[3, 0], [4, 5]]", () => {
    const { s } = svd({ rows: 2, columns: 2, data: Float64Array.of(3, 0, 4, 5) });
    expect(s[0]).toBeCloseTo(Math.sqrt(45), 14);
    expect(s[1]).toBeCloseTo(Math.sqrt(5), 14);
  });

  it("takes a matrix apart into rotations and stretches, whatever the shape and rank", () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, rank, seed }) => {
        const a = ofRank(rows, columns, rank, seed);
        const { u, s, v } = svd(a);
        expect(furthest(matmul(matmul(u, diagonal(s)), transposed(v)), a)).toBeLessThan(1e-12);
        expect(skew(u)).toBeLessThan(1e-13);
        expect(skew(v)).toBeLessThan(1e-13);
        for (let i = 1; i < s.length; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
        for (let i = rank; i < s.length; i++) expect(s[i]).toBeLessThan(1e-13);
      }),
    );
  });

  it("finds singular values over twelve powers of ten", () => {
    const n = 24;
    const wanted = Float64Array.from({ length: n }, (_, i) => 10 ** (-i / 2));
    const rotation = (seed: number): Matrix64 => qr(random(n, n, seed)).q();
    const { s } = svd(matmul(matmul(rotation(1), diagonal(wanted)), transposed(rotation(2))));
    s.forEach((value, i) => expect(Math.abs(value - wanted[i])).toBeLessThan(1e-14));
  });
});
