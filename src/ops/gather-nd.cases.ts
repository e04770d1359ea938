import type { InputSpec, OpCase } from "../../test/contract/cases.ts";

const tuples = (dims: readonly number[], data: readonly number[]): InputSpec => ({
  dtype: "int64",
  dims,
  data,
  constant: true,
});

export const cases: readonly OpCase[] = [
  {
    op: "GatherND",
    label: "elements",
    inputs: [{ dims: [3, 4] }, tuples([3, 2], [0, 1, 2, 3, 0, 1])],
  },
  { op: "GatherND", label: "rows", inputs: [{ dims: [3, 4] }, tuples([4, 1], [2, 0, 2, -1])] },
  {
    op: "GatherND",
    label: "negative tuples, a block each",
    inputs: [{ dims: [2, 3, 2] }, tuples([2, 2, 2], [0, -1, -1, 0, 1, 2, 0, 2])],
  },
  { op: "GatherND", label: "one tuple", inputs: [{ dims: [3, 4] }, tuples([2], [1, -2])] },
  {
    op: "GatherND",
    label: "tuples of the run",
    inputs: [
      { dims: [2, 3, 2] },
      { dtype: "int64", dims: [3, 2], data: [1, 2, 0, -3, 1, 2], fixed: true },
    ],
  },
];
