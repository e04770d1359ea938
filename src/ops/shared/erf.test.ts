import { describe, expect, it } from "vitest";
import { erf } from "./erf.ts";

/** Python 3.11, `math.erf`: a few in each range of the approximation, and its seams. */
const KNOWN = [
  [0.1, 0.1124629160182849],
  [0.46875, 0.49261347321793797],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2.25, 0.9985372834133188],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [4.25, 0.9999999981494259],
  [5.5, 0.9999999999999927],
];

describe("erf", () => {
  it.each(KNOWN)("of %f is right to the last places", (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(5e-16);
    expect(erf(-x)).toBe(-erf(x));
  });

  it("keeps tiny arguments to full relative precision", () => {
    // erf(x) = 2x/√π to first order
    expect(erf(1e-200) / 1e-200).toBeCloseTo(2 / Math.sqrt(Math.PI), 15);
  });

  it("has its limits, and hands NaN on", () => {
    expect([erf(0), erf(40), erf(-Infinity)]).toEqual([0, 1, -1]);
    expect(erf(NaN)).toBeNaN();
  });
});
