import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Transpose", label: "turns all axes by default", inputs: [{ dims: [2, 3, 4] }] },
  {
    op: "Transpose",
    label: "heads before positions",
    inputs: [{ dims: [2, 3, 2, 4] }],
    attrs: { perm: [0, 2, 1, 3] },
  },
  {
    op: "Transpose",
    label: "an order that is not its own inverse",
    inputs: [{ dims: [2, 3, 4] }],
    attrs: { perm: [2, 0, 1] },
  },
  { op: "Transpose", label: "a scalar", inputs: [{ dims: [] }] },
  {
    op: "Transpose",
    label: "no elements",
    inputs: [{ dims: [2, 0, 3] }],
    attrs: { perm: [1, 0, 2] },
  },
  { op: "Transpose", label: "integers", inputs: [{ dtype: "int64", dims: [2, 3] }] },
];
