import type { InputSpec, OpCase } from "../../test/contract/cases.ts";

const tuples = (dims: readonly number[], data: readonly number[]): InputSpec => ({
  dtype: "int64",
  dims,
  data,
  constant: true,
});

export const cases: readonly OpCase[] = [
  {
    op: "ScatterND",
    label: "elements",
    inputs: [{ dims: [3, 4] }, tuples([2, 2], [0, 1, -1, 3]), { dims: [2] }],
  },
  {
    op: "ScatterND",
    label: "rows",
    inputs: [{ dims: [3, 4] }, tuples([2, 1], [2, -3]), { dims: [2, 4] }],
  },
  {
    op: "ScatterND",
    label: "blocks of three axes",
    inputs: [{ dims: [2, 3, 2] }, tuples([2, 1, 2], [0, 2, 1, 1]), { dims: [2, 1, 2] }],
  },
];
