import type { InputSpec, OpCase } from "../../test/contract/cases.ts";

type Input = InputSpec;

const at = (dims: readonly number[], data: readonly number[]): Input => ({
  dtype: "int64",
  dims,
  data,
});

export const cases: readonly OpCase[] = [
  {
    op: "Gather",
    label: "rows by token id",
    inputs: [{ dims: [5, 3] }, at([2, 3], [4, 0, 1, 1, 3, 4])],
  },
  {
    op: "Gather",
    label: "repeated and negative",
    inputs: [{ dims: [4, 2] }, at([5], [-1, 3, 0, -4, 3])],
  },
  {
    op: "Gather",
    label: "middle axis",
    inputs: [{ dims: [2, 4, 3] }, at([3], [2, 2, 0])],
    attrs: { axis: 1 },
  },
  {
    op: "Gather",
    label: "negative axis, a matrix of indices",
    inputs: [{ dims: [2, 3] }, at([2, 2], [0, 2, 2, -3])],
    attrs: { axis: -1 },
  },
  { op: "Gather", label: "one row", inputs: [{ dims: [4, 3] }, at([], [2])] },
  { op: "Gather", label: "an element", inputs: [{ dims: [4] }, at([], [-1])] },
  { op: "Gather", label: "no rows", inputs: [{ dims: [4, 3] }, at([3, 0], [])] },
  {
    op: "Gather",
    label: "int32 indices",
    inputs: [{ dims: [4, 3] }, { dtype: "int32", dims: [2], data: [3, -2] }],
  },
  {
    op: "Gather",
    label: "known integers",
    inputs: [
      { dtype: "int64", dims: [3], data: [7, 8, 9], constant: true },
      { dtype: "int64", dims: [2], data: [2, -3], constant: true },
    ],
  },
];
