import { describe, expect, it } from "vitest";
import { slicedDim, sliceMargins, sliceRange } from "./slice-range.ts";

const FAR = 2 ** 63;

describe("sliceRange", () => {
  // Each row is what NumPy's x[start:end:step] keeps of an axis of length 5.
  it.each([
    [1, 4, 1, { start: 1, length: 3 }],
    [-2, FAR, 1, { start: 3, length: 2 }],
    [-9, -1, 1, { start: 0, length: 4 }],
    [4, 2, 1, { start: 4, length: 0 }],
    [0, FAR, 2, { start: 0, length: 3 }],
    [-1, -FAR, -1, { start: 4, length: 5 }],
    [3, 0, -2, { start: 3, length: 2 }],
  ])("keeps what NumPy's [%d:%d:%d] does", (start, end, step, kept) => {
    expect(sliceRange(start, end, step, 5)).toEqual(kept);
  });

  it("keeps nothing of nothing, in either direction", () => {
    expect(sliceRange(0, FAR, 1, 0).length).toBe(0);
    expect(sliceRange(-1, -FAR, -1, 0).length).toBe(0);
  });
});

describe("slicedDim", () => {
  it.each([
    ["all of an axis", 0, FAR, 1, "pos", "pos"],
    ["the last position", -1, FAR, 1, "pos", 1],
    ["all but the last", 0, -1, 1, "pos", "pos-1"],
    ["all but the first", 1, FAR, 1, "pos", "pos-1"],
    ["the new positions after a cache", "past", FAR, 1, "past+pos", "pos"],
    ["as many rows of a table as there are positions", 0, "past+pos", 1, 1024, "past+pos"],
    ["the rows of the new positions", "past", "past+pos", 1, 1024, "pos"],
    ["the last positions, as many as a symbol says", "-pos", FAR, 1, "past+pos", "pos"],
    ["one half", 0, "pos", 1, "2*pos", "pos"],
    ["every second of an even axis", 0, FAR, 2, "2*pos", "pos"],
    ["every second but the first of an even axis", 1, FAR, 2, "2*pos", "pos"],
    ["an axis reversed", -1, -FAR, -1, "pos", "pos"],
    ["a fixed part that is there for certain", 2, 4, 1, "pos+5", 2],
  ])("knows the length of %s", (_, start, end, step, length, kept) => {
    expect(slicedDim(start, end, step, length)).toBe(kept);
  });

  it.each([
    ["a fixed part that a short run may lack", 0, 5, 1, "pos"],
    ["the last two of perhaps one", -2, FAR, 1, "pos"],
    ["every second of an axis that may be odd", 0, FAR, 2, "pos"],
    ["a backward part", 3, 0, -1, "pos"],
    ["an axis that may not reach the end", 0, 1, 1, "pos-past"],
  ])("leaves open %s", (_, start, end, step, length) => {
    expect(slicedDim(start, end, step, length)).toBeNull();
  });
});

describe("sliceMargins", () => {
  it("counts what lies before and after a slice", () => {
    const fixed = (plus: number): unknown => ({ fromLength: false, plus });
    const fromEnd = (plus: number): unknown => ({ fromLength: true, plus });
    expect(sliceMargins(1, 4, 5)).toEqual([fixed(1), fixed(1)]);
    expect(sliceMargins(3, 9, 5)).toEqual([fixed(3), fixed(0)]);
    expect(sliceMargins(-1, FAR, "pos")).toEqual([fromEnd(-1), fixed(0)]);
    expect(sliceMargins(1, -2, "pos+3")).toEqual([fixed(1), fixed(2)]);
    expect(sliceMargins(0, 1, "pos")).toEqual([fixed(0), fromEnd(-1)]);
  });

  it("leaves open what only a run can tell", () => {
    expect(sliceMargins(0, 5, "pos")).toBeNull();
    expect(sliceMargins("past", FAR, "past+pos")).toBeNull();
    expect(sliceMargins(2, 1, "pos+5")).toBeNull();
  });
});
