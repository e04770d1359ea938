import type { OpCase } from "../../test/contract/cases.ts";

const condition = { dtype: "bool", dims: [2, 3], data: [1, 0, 1, 0, 0, 1] } as const;

export const cases: readonly OpCase[] = [
  { op: "Where", label: "equal dims", inputs: [condition, { dims: [2, 3] }, { dims: [2, 3] }] },
  { op: "Where", label: "a scalar branch", inputs: [condition, { dims: [2, 3] }, { dims: [] }] },
  {
    op: "Where",
    label: "a mask per column",
    inputs: [{ dtype: "bool", dims: [3], data: [1, 0, 1] }, { dims: [2, 3] }, { dims: [2, 1] }],
  },
  {
    op: "Where",
    label: "a mask that repeats both branches",
    inputs: [condition, { dims: [3] }, { dims: [1, 3] }],
  },
  {
    op: "Where",
    label: "integers",
    inputs: [condition, { dtype: "int64", dims: [3] }, { dtype: "int64", dims: [2, 1] }],
  },
];
