import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Pad", label: "zeros", inputs: [{ dims: [2, 3] }, ints(1, 0, 2, 1)] },
  {
    op: "Pad",
    label: "a value",
    inputs: [{ dims: [2, 3] }, ints(0, 2, 1, 0), { dims: [], data: [0.5] }],
  },
  { op: "Pad", label: "named axes", inputs: [{ dims: [2, 3, 2] }, ints(1, 2), null, ints(1)] },
  { op: "Pad", label: "negative axis", inputs: [{ dims: [2, 3] }, ints(1, 2), null, ints(-1)] },
  { op: "Pad", label: "negative pads cut", inputs: [{ dims: [4, 5] }, ints(-1, 2, 1, -2)] },
  { op: "Pad", label: "of nothing", inputs: [{ dims: [0, 2] }, ints(1, 0, 1, 0)] },
  {
    op: "Pad",
    label: "edge",
    inputs: [{ dims: [2, 3] }, ints(1, 2, 0, 3)],
    attrs: { mode: "edge" },
  },
  {
    op: "Pad",
    label: "reflect",
    inputs: [{ dims: [3, 4] }, ints(2, 1, 1, 3)],
    attrs: { mode: "reflect" },
  },
  {
    op: "Pad",
    label: "wrap",
    inputs: [{ dims: [3, 4] }, ints(2, 1), null, ints(1)],
    attrs: { mode: "wrap" },
  },
  {
    op: "Pad",
    label: "pads of the run",
    inputs: [{ dims: [2, 3] }, { dtype: "int64", dims: [4], data: [1, 0, 2, 1], fixed: true }],
  },
  {
    op: "Pad",
    label: "edge by pads of the run",
    inputs: [{ dims: [2, 3] }, { dtype: "int64", dims: [4], data: [1, 0, 2, 1], fixed: true }],
    attrs: { mode: "edge" },
  },
  { op: "Pad", label: "integers", inputs: [{ dtype: "int64", dims: [3] }, ints(1, 1)] },
];
