import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Squeeze", label: "one axis", inputs: [{ dims: [2, 1, 3] }, ints(1)] },
  {
    op: "Squeeze",
    label: "two axes, one from the end",
    inputs: [{ dims: [1, 2, 1] }, ints(0, -1)],
  },
  {
    op: "Squeeze",
    label: "every axis of 1",
    inputs: [{ dims: [1, 2, 1] }],
    symbolic: { reason: "which axes are 1 must be known" },
  },
  { op: "Squeeze", label: "to a scalar", inputs: [{ dims: [1] }, ints(0)] },
  { op: "Squeeze", label: "no elements", inputs: [{ dims: [0, 1] }, ints(1)] },
  { op: "Squeeze", label: "integers", inputs: [{ dtype: "int64", dims: [1, 2] }, ints(0)] },

  { op: "Unsqueeze", label: "one axis", inputs: [{ dims: [2, 3] }, ints(1)] },
  {
    op: "Unsqueeze",
    label: "two axes, one from the end",
    inputs: [{ dims: [2, 3] }, ints(0, -1)],
  },
  { op: "Unsqueeze", label: "axes out of order", inputs: [{ dims: [2, 3] }, ints(3, 0)] },
  { op: "Unsqueeze", label: "a scalar", inputs: [{ dims: [] }, ints(0)] },
  { op: "Unsqueeze", label: "no elements", inputs: [{ dims: [0] }, ints(0)] },
];
