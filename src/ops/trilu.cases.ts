import { int, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Trilu", label: "upper by default", inputs: [{ dims: [3, 3] }] },
  {
    op: "Trilu",
    label: "lower, as a causal mask",
    inputs: [{ dims: [4, 4] }],
    attrs: { upper: 0 },
  },
  { op: "Trilu", label: "above the diagonal", inputs: [{ dims: [3, 4] }, int(1)] },
  {
    op: "Trilu",
    label: "lower, below the diagonal",
    inputs: [{ dims: [2, 4, 3] }, int(-1)],
    attrs: { upper: 0 },
  },
  {
    op: "Trilu",
    label: "k of the run",
    inputs: [{ dims: [3, 3] }, { dtype: "int64", dims: [], data: [1] }],
  },
  { op: "Trilu", label: "no rows", inputs: [{ dims: [0, 3] }] },
  {
    op: "Trilu",
    label: "truth values",
    inputs: [{ dtype: "bool", dims: [3, 3] }],
    attrs: { upper: 0 },
  },
];
