import { describe, expect, it } from "vitest";
import { float32 } from "../tensor/tensor.ts";
import { parityDifference } from "./parity-difference.ts";

const row = (...values: readonly number[]) => float32([values.length], values);

describe("parityDifference", () => {
  it("is the largest difference, and its share of the judge's largest value", () => {
    // |3 − 2.5| = 0.5 of 8
    expect(parityDifference(row(-8, 3, 0), row(-8, 2.5, 0.25))).toEqual({
      absolute: 0.5,
      relative: 0.0625,
    });
  });

  it("is not blown up where every value is below 1", () => {
    expect(parityDifference(row(0.25), row(0.125))).toEqual({ absolute: 0.125, relative: 0.125 });
  });

  it("takes masked scores for equal, and leaves them out of the largest value", () => {
    expect(parityDifference(row(-Infinity, 4.5), row(-Infinity, 4))).toEqual({
      absolute: 0.5,
      relative: 0.125,
    });
  });

  it.each([
    ["a NaN of ours", row(Number.NaN, 1), row(0, 1)],
    ["a NaN of the judge", row(0, 1), row(Number.NaN, 1)],
    ["an infinity on one side", row(Infinity, 1), row(0, 1)],
    ["infinities of unlike sign", row(Infinity, 1), row(-Infinity, 1)],
  ])("is infinite for %s", (_, ours, judge) => {
    expect(parityDifference(ours, judge)).toEqual({ absolute: Infinity, relative: Infinity });
  });

  it("refuses unlike dims", () => {
    expect(() => parityDifference(row(1), row(1, 2))).toThrow(
      "parity: dims differ; expected [2], got [1].",
    );
  });
});
