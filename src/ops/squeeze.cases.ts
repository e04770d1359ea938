import type { OpCase } from "../../test/contract/cases.ts";

const axes = (data: readonly number[]): OpCase["inputs"][0] => ({
  dtype: "int64",
  dims: [data.length],
  data,
  constant: true,
});

export const cases: readonly OpCase[] = [
  { op: "Squeeze", label: "one axis", inputs: [{ dims: [2, 1, 3] }, axes([1])] },
  {
    op: "Squeeze",
    label: "two axes, one from the end",
    inputs: [{ dims: [1, 2, 1] }, axes([0, -1])],
  },
  {
    op: "Squeeze",
    label: "every axis of 1",
    inputs: [{ dims: [1, 2, 1] }],
    symbolic: { reason: "which axes are 1 must be known" },
  },
  { op: "Squeeze", label: "to a scalar", inputs: [{ dims: [1] }, axes([0])] },
  { op: "Squeeze", label: "no elements", inputs: [{ dims: [0, 1] }, axes([1])] },
  { op: "Squeeze", label: "integers", inputs: [{ dtype: "int64", dims: [1, 2] }, axes([0])] },

  { op: "Unsqueeze", label: "one axis", inputs: [{ dims: [2, 3] }, axes([1])] },
  {
    op: "Unsqueeze",
    label: "two axes, one from the end",
    inputs: [{ dims: [2, 3] }, axes([0, -1])],
  },
  { op: "Unsqueeze", label: "axes out of order", inputs: [{ dims: [2, 3] }, axes([3, 0])] },
  { op: "Unsqueeze", label: "a scalar", inputs: [{ dims: [] }, axes([0])] },
  { op: "Unsqueeze", label: "no elements", inputs: [{ dims: [0] }, axes([0])] },
];
