import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator } from "../../tensor/random.ts";
import { symmetricEigen } from "./eigen.ts";

/** A symmetric matrix of standard normal numbers. */
function randomSymmetric(n: number, seed: number): Float64Array {
  const { normal } = generator(seed);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = normal();
  }
  return a;
}

describe("symmetricEigen", () => {
  it("gives the eigenpairs of [[2, 1], [1, 2]]", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(Math.abs(vectors[0])).toBeCloseTo(Math.SQRT1_2, 14);
    expect(vectors[0]).toBeCloseTo(vectors[1], 14);
    expect(vectors[2]).toBeCloseTo(-vectors[3], 14);
  });

  it("gives 2 − 2cos(kπ/(n+1)) for the second difference of 20 points", () => {
    const n = 20;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    const { values } = symmetricEigen(a, n);
    const expected = Array.from(
      values.keys(),
      (i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)),
    );
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 13));
  });

  it("takes a diagonal matrix, equal eigenvalues, and a single number", () => {
    expect([...symmetricEigen(Float64Array.of(1, 0, 0, 5), 2).values]).toEqual([5, 1]);
    expect([...symmetricEigen(Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4), 3).values]).toEqual([
      4, 4, 4,
    ]);
    expect([...symmetricEigen(Float64Array.of(7), 1).values]).toEqual([7]);
  });

  it("ends on numbers that are not finite", () => {
    expect(symmetricEigen(new Float64Array(16).fill(NaN), 4).values.length).toBe(4);
  });

  it("satisfies A v = λ v with orthonormal v, and keeps the trace", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (n, seed) => {
        const a = randomSymmetric(n, seed);
        const { values, vectors } = symmetricEigen(a, n);
        for (let k = 0; k < n; k++) {
          for (let i = 0; i < n; i++) {
            let product = 0;
            let inner = 0;
            for (let j = 0; j < n; j++) {
              product += a[i * n + j] * vectors[k * n + j];
              inner += vectors[i * n + j] * vectors[k * n + j];
            }
            expect(Math.abs(product - values[k] * vectors[k * n + i])).toBeLessThan(1e-12 * n);
            expect(Math.abs(inner - (i === k ? 1 : 0))).toBeLessThan(1e-13 * n);
          }
        }
        const trace = Array.from({ length: n }, (_, i) => a[i * n + i]).reduce((x, y) => x + y, 0);
        expect(values.reduce((x, y) => x + y, 0)).toBeCloseTo(trace, 10);
        expect([...values]).toEqual([...values].sort((x, y) => y - x));
      }),
      { numRuns: 30 },
    );
  });
});
