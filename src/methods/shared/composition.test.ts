import { describe, expect, it } from "vitest";
import { matmul, type Matrix64 } from "../../tensor/matrix.ts";
import { generator } from "../../tensor/random.ts";
import { chanceScore, compositionScore, readingOf, writingOf } from "./composition.ts";

const d = 12;
const e = 3;

function drawn(normal: () => number, rows: number, columns: number): Matrix64 {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, normal) };
}

describe("chanceScore", () => {
  it("is the root mean square of the score of random matrices of the same shapes", () => {
    const { normal } = generator(3);
    const draws = 3000;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const [a, b] = [0, 1].map(() => matmul(drawn(normal, d, e), drawn(normal, e, d)));
      squares += compositionScore(a, b) ** 2;
    }
    // s = ‖AB‖²/‖A‖²‖B‖² spreads by about 0.4 of its mean 1/12: 0.4 / √3000 = 0.7%; four of those.
    expect(Math.abs((squares / draws) * d - 1)).toBeLessThan(0.03);
    expect(chanceScore(d)).toBe(1 / Math.sqrt(d));
  });
});

describe("compositionScore", () => {
  it("is 1 where the reader reads the one direction written, 0 where it reads another", () => {
    const write: Matrix64 = { rows: 1, columns: 2, data: Float64Array.of(3, 0) };
    const same: Matrix64 = { rows: 2, columns: 1, data: Float64Array.of(5, 0) };
    const other: Matrix64 = { rows: 2, columns: 1, data: Float64Array.of(0, 7) };
    expect([compositionScore(write, same), compositionScore(write, other)]).toEqual([1, 0]);
  });

  it("is the same of whole matrices as of what heads write and read in short", () => {
    const { normal } = generator(5);
    const head = () => ({
      layer: 0,
      head: 0,
      q: drawn(normal, d, e),
      k: drawn(normal, d, e),
      v: drawn(normal, d, e),
      o: drawn(normal, e, d),
    });
    const [a, b] = [head(), head()];
    const whole = compositionScore(matmul(a.v, a.o), matmul(b.v, b.o));
    expect(compositionScore(writingOf(a), readingOf(b).v)).toBeCloseTo(whole, 14);
  });
});
