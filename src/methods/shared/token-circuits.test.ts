import { describe, expect, it } from "vitest";
import { matmul, type Matrix64, transposed } from "../../tensor/matrix.ts";
import { generator } from "../../tensor/random.ts";
import { circuitEigenvalues, gram, largestCells, meanRow, positivity } from "./token-circuits.ts";

const { normal } = generator(11);
const drawn = (rows: number, columns: number): Matrix64 => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, normal),
});
const trace = ({ rows, columns, data }: Matrix64): number => {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * columns + i];
  return sum;
};

describe("gram", () => {
  it("is (A − origin)ᵀ B, over more tokens than are worked on at a time", () => {
    const [a, b] = [drawn(150, 5), drawn(150, 4)];
    const origin = Float64Array.of(1, 2, 3, 4, 5);
    const moved = { ...a, data: a.data.map((value, i) => value - origin[i % 5]) };
    const wanted = matmul(transposed(moved), b);
    gram(a, b, origin).data.forEach((value, i) => expect(value).toBeCloseTo(wanted.data[i], 12));
  });
});

describe("meanRow", () => {
  it("is the mean of each column", () => {
    const table: Matrix64 = { rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 5, 8, 1) };
    expect([...meanRow(table)]).toEqual([3, 5, 2]);
  });
});

describe("circuitEigenvalues", () => {
  it("has the power sums of the whole circuit on tokens: Σ λ = tr M, Σ λ² = tr M², Σ λ³ = tr M³", () => {
    const [tokens, d, e] = [20, 6, 3];
    const [embed, unembed, left, right] = [
      drawn(tokens, d),
      drawn(tokens, d),
      drawn(d, e),
      drawn(e, d),
    ];
    const whole = matmul(matmul(matmul(embed, left), right), transposed(unembed));
    const { re, im } = circuitEigenvalues(left, gram(unembed, embed, new Float64Array(d)), right);
    const powers = [0, 0, 0];
    re.forEach((x, i) => {
      const y = im[i];
      powers[0] += x;
      powers[1] += x * x - y * y;
      powers[2] += x * x * x - 3 * x * y * y;
    });
    const square = matmul(whole, whole);
    const wanted = [trace(whole), trace(square), trace(matmul(square, whole))];
    // Doubles, traces of up to about 1e5.
    powers.forEach((power, i) => expect(power / wanted[i]).toBeCloseTo(1, 9));
  });
});

describe("positivity", () => {
  it("weighs signs by size, and a pair off the axis by its real part", () => {
    const of = (re: number[], im: number[]): number =>
      positivity({ re: Float64Array.from(re), im: Float64Array.from(im), floor: 1e-6 });
    expect(of([2, 1], [0, 0])).toBe(1);
    expect(of([-2, -1], [0, 0])).toBe(-1);
    expect(of([3, 3, -1], [4, -4, 0])).toBe(5 / 11);
    expect(of([0], [0])).toBeNaN();
    expect(of([1e-7, -1e-8], [0, 0])).toBeNaN(); // rounding
  });
});

describe("largestCells", () => {
  it("finds the largest cells of X Yᵀ, equal ones in order", () => {
    const x: Matrix64 = { rows: 3, columns: 1, data: Float64Array.of(1, -2, 1) };
    const y: Matrix64 = { rows: 2, columns: 1, data: Float64Array.of(3, -4) };
    // Rows: (3, −4), (−6, 8), (3, −4).
    expect(largestCells(x, y, 3)).toEqual([
      { row: 1, column: 1, value: 8 },
      { row: 0, column: 0, value: 3 },
      { row: 2, column: 0, value: 3 },
    ]);
  });
});
