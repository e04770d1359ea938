import { describe, expect, it } from "vitest";
import { numberColumn, textColumn } from "../../view/data-table.ts";
import { nextSorting, sortedTable } from "./sort-rows.ts";

const table = {
  columns: [textColumn("name"), numberColumn("value")],
  rows: [
    ["b10", 2],
    ["a", Number.NaN],
    ["b9", -7],
    ["c", null],
    ["d", 2],
  ],
};
const order = (column: number, direction: "ascending" | "descending"): unknown[] =>
  sortedTable(table, { column, direction }).rows.map(([name]) => name);

describe("sortedTable", () => {
  it("sorts numbers by size, and keeps the order of equal ones", () => {
    expect(order(1, "descending")).toEqual(["b10", "d", "b9", "a", "c"]);
  });

  it("puts cells without a value last both ways", () => {
    expect(order(1, "ascending")).toEqual(["b9", "b10", "d", "a", "c"]);
  });

  it("reads the numbers in texts", () => {
    expect(order(0, "ascending")).toEqual(["a", "b9", "b10", "c", "d"]);
  });
});

describe("nextSorting", () => {
  it("begins with the largest number and the first text, and turns round at the second click", () => {
    const first = nextSorting(table, null, 1);
    expect(first).toEqual({ column: 1, direction: "descending" });
    expect(nextSorting(table, first, 1).direction).toBe("ascending");
    expect(nextSorting(table, first, 0)).toEqual({ column: 0, direction: "ascending" });
  });
});
