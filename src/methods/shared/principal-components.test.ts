import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generator } from "../../tensor/random.ts";
import { type Observations, principalComponents } from "./principal-components.ts";

function normal(rows: number, columns: number, seed: number): Observations {
  const { normal: draw } = generator(seed);
  return { values: Float64Array.from({ length: rows * columns }, draw), rows, columns };
}

describe("principalComponents", () => {
  it("finds the line through three points, its positive direction, and its variance", () => {
    const values = Float64Array.of(0, 0, -3, -4, 3, 4);
    const found = principalComponents({ values, rows: 3, columns: 2 }, 1);
    expect(found.components[0]).toBeCloseTo(0.6, 14);
    expect(found.components[1]).toBeCloseTo(0.8, 14);
    [0, -5, 5].forEach((x, i) => expect(found.coordinates[i]).toBeCloseTo(x, 13));
    expect(found.variance[0]).toBeCloseTo(25, 12); // (5² + 5²) / 2
    expect(found.totalVariance).toBeCloseTo(25, 12);
  });

  it("takes rows that are all the same", () => {
    const found = principalComponents(
      { values: new Float64Array(12).fill(2), rows: 4, columns: 3 },
      2,
    );
    expect([...found.variance, found.totalVariance]).toEqual([0, 0, 0]);
    expect([...found.mean]).toEqual([2, 2, 2]);
  });

  it("has orthonormal components, uncorrelated coordinates, and all the variance in the end", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 2, max: 12 }),
        fc.nat(),
        (rows, columns, seed) => {
          const k = Math.min(rows - 1, columns);
          const { components, coordinates, variance, totalVariance } = principalComponents(
            normal(rows, columns, seed),
            k,
          );
          for (let a = 0; a < k; a++) {
            for (let b = 0; b <= a; b++) {
              let inner = 0;
              for (let c = 0; c < columns; c++)
                inner += components[a * columns + c] * components[b * columns + c];
              expect(inner).toBeCloseTo(a === b ? 1 : 0, 9);
              let product = 0;
              for (let row = 0; row < rows; row++)
                product += coordinates[row * k + a] * coordinates[row * k + b];
              expect(product / (rows - 1)).toBeCloseTo(a === b ? variance[a] : 0, 9);
            }
          }
          expect(variance.reduce((sum, v) => sum + v, 0)).toBeCloseTo(totalVariance, 9);
        },
      ),
    );
  });

  it("gives the same from rows as from columns: transposed shapes meet at squares", () => {
    const data = normal(6, 6, 5);
    const wide: Observations = { ...data, values: Float64Array.from([...data.values]), rows: 6 };
    const padded: Observations = {
      rows: 6,
      columns: 8, // two columns of zeros: fewer rows than columns, same components
      values: Float64Array.from({ length: 48 }, (_, i) =>
        i % 8 < 6 ? data.values[Math.floor(i / 8) * 6 + (i % 8)] : 0,
      ),
    };
    const [a, b] = [principalComponents(wide, 3), principalComponents(padded, 3)];
    a.coordinates.forEach((x, i) => expect(b.coordinates[i]).toBeCloseTo(x, 10));
  });
});
