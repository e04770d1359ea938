import { describe, expect, it } from "vitest";
import { categoryColour, contrast, inkOn, rampColour, type RampName } from "./colour.ts";

const RAMPS: readonly RampName[] = ["signed", "token", "diverging", "probability"];
const PLACES = Array.from({ length: 41 }, (_, i) => i / 20 - 1);

describe("rampColour", () => {
  it("begins near the ground and keeps to its steps", () => {
    expect(rampColour("light", "signed", 0)).toBe("#f8fafd");
    expect(rampColour("light", "signed", 1)).toBe("#65a7fa");
    expect(rampColour("light", "signed", -1)).toBe("#f68a4f");
    expect(rampColour("dark", "probability", 1)).toBe("#dad0fe");
  });

  it("goes half way between two steps", () => {
    // #f8fafd and #e3effe, the first two of eight: (0xf8 + 0xe3) / 2 = 237.5, and so on.
    expect(rampColour("light", "signed", 1 / 14)).toBe("#eef5fe");
  });

  it("clamps, and has one arm where the ramp is unsigned", () => {
    expect(rampColour("light", "signed", 7)).toBe(rampColour("light", "signed", 1));
    expect(rampColour("light", "token", -0.5)).toBe(rampColour("light", "token", 0.5));
  });
});

describe("inkOn", () => {
  it("reads at 4.5 to 1 on every step of every ramp", () => {
    for (const ground of ["light", "dark"] as const) {
      for (const ramp of RAMPS) {
        for (const place of PLACES) {
          const fill = rampColour(ground, ramp, place);
          expect(contrast(fill, inkOn(fill)), `${ground} ${ramp} ${place}`).toBeGreaterThan(4.5);
        }
      }
    }
  });
});

describe("categoryColour", () => {
  it("stands out from the ground at 3 to 1", () => {
    for (let i = 0; i < 8; i++) {
      expect(contrast(categoryColour("light", i), "#ffffff")).toBeGreaterThan(3);
      expect(contrast(categoryColour("dark", i), "#0f1318")).toBeGreaterThan(3);
    }
  });
});

describe("contrast", () => {
  it("is 21 for black on white and 1 for a color on itself", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
    expect(contrast("#4338ca", "#4338ca")).toBe(1);
  });
});
