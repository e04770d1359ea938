import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  {
    op: "Pow",
    label: "positive base, any exponent",
    inputs: [{ dims: [2, 3], range: [0.3, 2] }, { dims: [3] }],
  },
  {
    op: "Pow",
    label: "negative base, whole exponent",
    inputs: [
      { dims: [4], range: [-2, -0.5] },
      { dtype: "int64", dims: [4], data: [0, 1, 2, 3] },
    ],
  },
  {
    op: "Pow",
    label: "a scalar exponent",
    inputs: [
      { dims: [2, 3], range: [0.3, 2] },
      { dims: [], data: [2.5] },
    ],
  },
  {
    op: "Pow",
    label: "integers",
    inputs: [
      { dtype: "int64", dims: [3], data: [-2, 3, 5] },
      { dtype: "int64", dims: [3], data: [3, 2, 0] },
    ],
  },
];
