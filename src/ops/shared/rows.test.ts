import { describe, expect, it } from "vitest";
import { forEachRow } from "./rows.ts";

/** The element of each operand that every element of `dims` meets, and how many rows it took. */
function walk(
  dims: readonly number[],
  ...operands: (readonly number[])[]
): { met: number[][]; rows: number } {
  const met: number[][] = [];
  let rows = 0;
  forEachRow(dims, operands, ({ at, length, offsets, steps }) => {
    rows++;
    for (let i = 0; i < length; i++)
      met[at + i] = offsets.map((offset, k) => offset + i * steps[k]);
  });
  return { met, rows };
}

describe("forEachRow", () => {
  it("walks operands of the same dims as one row", () => {
    expect(walk([2, 3], [2, 3])).toEqual({ met: [[0], [1], [2], [3], [4], [5]], rows: 1 });
  });

  it("repeats a vector along rows", () => {
    expect(walk([2, 2], [2, 2], [2]).met).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
      [3, 1],
    ]);
  });

  it("repeats a column and a row in their own axes", () => {
    expect(walk([2, 3], [2, 1], [1, 3]).met).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it("returns to the start of an operand that lacks the outer axis", () => {
    const { met } = walk([2, 2, 2], [2, 1]);
    expect(met.flat()).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });

  it("walks a scalar once and nothing not at all", () => {
    expect(walk([], [])).toEqual({ met: [[0]], rows: 1 });
    expect(walk([2, 0], [2, 0]).rows).toBe(0);
  });
});
