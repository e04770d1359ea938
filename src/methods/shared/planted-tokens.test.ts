import { describe, expect, it } from "vitest";
import { float64 } from "./tensors.ts";
import { lastRow, lastRowsTogether } from "./planted-tokens.ts";

describe("the last query of maps", () => {
  // Two maps of two queries and three keys.
  const maps = float64(
    [2, 2, 3],
    ["layer", "query", "key"],
    [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60],
  );

  it("is the last row of the last map, or the sum of each map's", () => {
    expect(Array.from(lastRow(maps))).toEqual([40, 50, 60]);
    expect(Array.from(lastRowsTogether(maps))).toEqual([44, 55, 66]);
  });
});
