import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  {
    op: "GatherElements",
    label: "the label of each row",
    inputs: [{ dims: [3, 4] }, { dtype: "int64", dims: [3, 1], data: [2, 0, 3] }],
    attrs: { axis: 1 },
  },
  {
    op: "GatherElements",
    label: "repeated and negative, first axis",
    inputs: [{ dims: [3, 2] }, { dtype: "int64", dims: [4, 2], data: [0, -1, 2, 2, 0, 1, -3, 2] }],
  },
  {
    op: "GatherElements",
    label: "fewer rows than the data",
    inputs: [{ dims: [4, 3] }, { dtype: "int64", dims: [2, 2], data: [2, 0, 1, -1] }],
    attrs: { axis: -1 },
  },
  {
    op: "GatherElements",
    label: "nothing",
    inputs: [{ dims: [3, 2] }, { dtype: "int64", dims: [0, 2], data: [] }],
  },
];
