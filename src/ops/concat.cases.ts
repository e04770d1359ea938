import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  {
    op: "Concat",
    label: "first axis",
    inputs: [{ dims: [2, 3] }, { dims: [1, 3] }],
    attrs: { axis: 0 },
  },
  {
    op: "Concat",
    label: "negative axis, three parts",
    inputs: [{ dims: [2, 3] }, { dims: [2, 1] }, { dims: [2, 2] }],
    attrs: { axis: -1 },
  },
  {
    op: "Concat",
    label: "middle axis",
    inputs: [{ dims: [2, 3, 2] }, { dims: [2, 2, 2] }],
    attrs: { axis: 1 },
  },
  { op: "Concat", label: "one part", inputs: [{ dims: [2, 3] }], attrs: { axis: 1 } },
  {
    op: "Concat",
    label: "an empty part, as a cache before the first token",
    inputs: [{ dims: [2, 0, 3] }, { dims: [2, 2, 3] }],
    attrs: { axis: 1 },
  },
  {
    op: "Concat",
    label: "known integers",
    inputs: [
      { dtype: "int64", dims: [2], data: [3, 4], constant: true },
      { dtype: "int64", dims: [1], data: [5], constant: true },
    ],
    attrs: { axis: 0 },
  },
];
