import { describe, expect, it } from "vitest";
import { rowDistances } from "./pattern-distance.ts";

const a = [1, 0, 0.5, 0.5];
const b = [0, 1, 0.25, 0.75];

describe("rowDistances", () => {
  it("is the share of attention that is elsewhere", () => {
    expect([...rowDistances(a, b, 2, "total-variation")]).toEqual([1, 0.25]);
    expect([...rowDistances(a, a, 2, "total-variation")]).toEqual([0, 0]);
  });

  it("is ln 2 of rows without a key in common, and by hand of others", () => {
    const [apart, near] = rowDistances(a, b, 2, "jensen-shannon");
    expect(apart).toBeCloseTo(Math.LN2, 14);
    // m = (.375, .625)
    const first = 0.5 * Math.log(0.5 / 0.375) + 0.5 * Math.log(0.5 / 0.625);
    const second = 0.25 * Math.log(0.25 / 0.375) + 0.75 * Math.log(0.75 / 0.625);
    expect(near).toBeCloseTo((first + second) / 2, 14);
  });
});
