import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Expand", label: "an axis of 1", inputs: [{ dims: [3, 1] }, ints(3, 4)] },
  { op: "Expand", label: "new axes in front", inputs: [{ dims: [3] }, ints(2, 4, 3)] },
  { op: "Expand", label: "both ways", inputs: [{ dims: [3, 1, 2] }, ints(4, 1)] },
  { op: "Expand", label: "1 leaves an axis alone", inputs: [{ dims: [2, 3] }, ints(1, 1)] },
  { op: "Expand", label: "a scalar", inputs: [{ dims: [] }, ints(2, 2)] },
  { op: "Expand", label: "to no elements", inputs: [{ dims: [1, 3] }, ints(0, 3)] },
  {
    op: "Expand",
    label: "one known integer",
    inputs: [{ dtype: "int64", dims: [1], data: [7], constant: true }, ints(3)],
  },
  {
    op: "Expand",
    label: "to lengths of the run",
    inputs: [{ dims: [2, 1] }, { dtype: "int64", dims: [3], data: [3, 2, 4], fixed: true }],
  },
];
