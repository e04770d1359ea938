import { describe, expect, it } from "vitest";
import { cellsInside } from "./polygon.ts";

describe("cellsInside", () => {
  it("fills the cells whose middles a band covers", () => {
    const band = [
      [0, 0],
      [3, 0],
      [3, 2],
      [1, 2],
      [1, 1],
      [0, 1],
    ] as const;
    expect(cellsInside(band)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  it("is empty between two rows of middles", () => {
    expect(
      cellsInside([
        [0, 0.6],
        [5, 0.6],
        [5, 1.4],
        [0, 1.4],
      ]),
    ).toEqual([]);
  });
});
