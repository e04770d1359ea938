import { describe, expect, it } from "vitest";
import { normRatio, otherQueries, receivedShares } from "./received-attention.ts";

describe("receivedShares", () => {
  it("divides a causal key's sum by the queries from it on: rows (1) (.7 .3) (.6 .1 .3)", () => {
    const shares = receivedShares([1 + 0.7 + 0.6, 0.3 + 0.1, 0.3], true);
    [2.3 / 3, 0.2, 0.3].forEach((value, key) => expect(shares[key]).toBeCloseTo(value, 14));
  });

  it("divides by all queries where they look both ways", () => {
    expect([...receivedShares([1.5, 0.5], false)]).toEqual([0.75, 0.25]);
  });
});

describe("otherQueries", () => {
  it("are the later ones, or all but the key itself", () => {
    expect(otherQueries(4, 1, true)).toEqual([2, 3]);
    expect(otherQueries(4, 1, false)).toEqual([0, 2, 3]);
    expect(otherQueries(4, 3, true)).toEqual([]);
  });
});

describe("normRatio", () => {
  it("compares one length with the mean of the others", () => {
    expect(normRatio([1, 4, 7], 0)).toBe(1 / 5.5);
    expect(normRatio([3], 0)).toBeNaN();
  });
});
