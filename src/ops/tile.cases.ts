import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Tile", label: "two axes", inputs: [{ dims: [2, 3] }, ints(2, 3)] },
  { op: "Tile", label: "middle axis", inputs: [{ dims: [2, 3, 2] }, ints(1, 2, 1)] },
  { op: "Tile", label: "no copies", inputs: [{ dims: [2, 3] }, ints(0, 1)] },
  { op: "Tile", label: "known integers", inputs: [ints(4, 5), ints(2)] },
  {
    op: "Tile",
    label: "repeats of the run",
    inputs: [{ dims: [2, 3] }, { dtype: "int64", dims: [2], data: [3, 1], fixed: true }],
  },
];
