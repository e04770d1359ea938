import { describe, expect, it } from "vitest";
import { formatFixed, formatNumber, formatPercent, formatSigned } from "./number.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [0.12345, "0.123"],
    [-3.1, "−3.1"],
    [1234.4, "1234"],
    [1.2e-7, "1.2e−7"],
    [-2.5e9, "−2.5e9"],
    [Number.NaN, "–"],
    [-Infinity, "−∞"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("formatSigned", () => {
  it("puts a sign before everything but zero", () => {
    expect([0.5, -0.5, 0].map(formatSigned)).toEqual(["+0.5", "−0.5", "0"]);
  });
});

describe("formatPercent", () => {
  it("has one decimal below ten percent and says what rounds to nothing", () => {
    expect([0.625, 0.0312, 0.0001, 0, 1].map(formatPercent)).toEqual([
      "63%",
      "3.1%",
      "<0.1%",
      "0%",
      "100%",
    ]);
  });
});

describe("formatFixed", () => {
  it("has no negative zero", () => {
    expect(formatFixed(-0.001, 2)).toBe("0.00");
    expect(formatFixed(-1.005, 1)).toBe("−1.0");
  });
});
