import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Split", label: "sizes", inputs: [{ dims: [6, 2] }, ints(1, 3, 2)], attrs: { axis: 0 } },
  {
    op: "Split",
    label: "negative axis",
    inputs: [{ dims: [2, 6] }, ints(2, 4)],
    attrs: { axis: -1 },
  },
  {
    op: "Split",
    label: "an empty part",
    inputs: [{ dims: [2, 3] }, ints(0, 3)],
    attrs: { axis: 1 },
  },
  {
    op: "Split",
    label: "equal parts",
    inputs: [{ dims: [2, 6] }],
    attrs: { axis: 1, num_outputs: 3 },
  },
  {
    op: "Split",
    label: "a shorter last part",
    inputs: [{ dims: [7, 2] }],
    attrs: { axis: 0, num_outputs: 3 },
  },
  {
    op: "Split",
    label: "sizes of the run",
    inputs: [{ dims: [5, 2] }, { dtype: "int64", dims: [2], data: [2, 3], fixed: true }],
    attrs: { axis: 0 },
  },
  {
    op: "Split",
    label: "integers",
    inputs: [{ dtype: "int64", dims: [4] }, ints(1, 3)],
    attrs: { axis: 0 },
  },
];
