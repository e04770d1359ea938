import { describe, expect, it } from "vitest";
import { inBlocks, type Cells } from "./blocks.ts";

const cells: Cells = {
  rows: 3,
  columns: 4,
  values: Float64Array.from([1, -5, 2, 0, 3, 4, Number.NaN, Number.NaN, -1, 1, 7, 8]),
};

describe("inBlocks", () => {
  it("keeps the value of the largest size, with its sign; the last block may be smaller", () => {
    const blocks = inBlocks(cells, { rowSize: 2, columnSize: 2 }, "largest");
    expect([blocks.rows, blocks.columns, blocks.rowSize, blocks.columnSize]).toEqual([2, 2, 2, 2]);
    expect([...blocks.values]).toEqual([-5, 2, -1, 8]);
  });

  it("averages what is not empty", () => {
    const { values } = inBlocks(cells, { rowSize: 2, columnSize: 2 }, "mean");
    expect([...values]).toEqual([0.75, 1, 0, 7.5]);
  });

  it("leaves a block of nothing empty", () => {
    const { values } = inBlocks(cells, { rowSize: 1, columnSize: 2 }, "mean");
    expect([...values]).toEqual([-2, 1, 3.5, Number.NaN, 0, 7.5]);
  });

  it("changes nothing where a block is a cell", () => {
    expect(inBlocks(cells, { rowSize: 1, columnSize: 1 }, "mean").values).toBe(cells.values);
  });
});
