import { describe, expect, it } from "vitest";
import { headRole } from "./head-role.ts";

/** The role of a pattern given row by row. */
const roleOf = (...rows: readonly (readonly number[])[]) => {
  const flat = rows.flat();
  return headRole((i) => flat[i], rows.length, rows[0].length);
};

describe("headRole", () => {
  it("is one same token where that gets most on average, the first query left out", () => {
    expect(roleOf([0, 0, 1], [0.75, 0.25, 0], [0.5, 0.25, 0.25])).toEqual({
      kind: "key",
      key: 0,
      share: 0.625,
    });
  });

  it("is the token before, itself or after where these get most", () => {
    expect(roleOf([1, 0, 0], [1, 0, 0], [0, 1, 0])).toMatchObject({ kind: "previous", share: 1 });
    expect(roleOf([1, 0, 0], [0, 1, 0], [0, 0, 1])).toMatchObject({ kind: "self", share: 1 });
    // The last of four has no token after it: two of the three queries that count look there.
    const after = roleOf([0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0.5, 0.5, 0, 0]);
    expect(after.kind).toBe("next");
    expect(after.share).toBeCloseTo(2 / 3, 14);
  });

  it("is the token itself in a text of one", () => {
    expect(roleOf([1])).toEqual({ kind: "self", key: null, share: 1 });
  });

  it("knows no neighbors where queries and keys are different texts", () => {
    expect(roleOf([0.5, 0.25, 0.25], [0.25, 0.25, 0.5])).toEqual({
      kind: "key",
      key: 2,
      share: 0.5,
    });
  });
});
