import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  {
    op: "ScatterElements",
    label: "overwrites",
    inputs: [
      { dims: [3, 4] },
      { dtype: "int64", dims: [3, 2], data: [1, 3, 0, 2, 2, 1] },
      { dims: [3, 2] },
    ],
    attrs: { axis: 1 },
  },
  {
    op: "ScatterElements",
    label: "overwrites by negative indices, fewer rows",
    inputs: [
      { dims: [4, 3] },
      { dtype: "int64", dims: [2, 2], data: [-1, 0, 1, -2] },
      { dims: [2, 2] },
    ],
  },
  {
    op: "ScatterElements",
    label: "adds to repeated places",
    inputs: [
      { dims: [3, 2] },
      { dtype: "int64", dims: [4, 2], data: [0, -1, 2, 2, 0, 2, 0, 2] },
      { dims: [4, 2] },
    ],
    attrs: { axis: 0, reduction: "add" },
  },
  {
    op: "ScatterElements",
    label: "adds nothing",
    inputs: [{ dims: [3, 2] }, { dtype: "int64", dims: [0, 2], data: [] }, { dims: [0, 2] }],
    attrs: { axis: 0, reduction: "add" },
  },
];
