import type { OpCase } from "../../test/contract/cases.ts";

const positive = { range: [0.5, 2] } as const;

export const cases: readonly OpCase[] = ["Add", "Sub", "Mul", "Div"].flatMap((op) => [
  { op, label: "equal dims", inputs: [{ dims: [2, 3] }, { dims: [2, 3], ...positive }] },
  { op, label: "a vector along rows", inputs: [{ dims: [2, 3] }, { dims: [3], ...positive }] },
  { op, label: "a matrix under a vector", inputs: [{ dims: [3] }, { dims: [2, 3], ...positive }] },
  { op, label: "a column and a row", inputs: [{ dims: [4, 1] }, { dims: [1, 3], ...positive }] },
  {
    op,
    label: "both repeated, in different axes",
    inputs: [{ dims: [2, 1, 3] }, { dims: [4, 1], ...positive }],
  },
  { op, label: "a scalar", inputs: [{ dims: [2, 3] }, { dims: [], ...positive }] },
  {
    op,
    label: "integers",
    inputs: [
      { dtype: "int64", dims: [4], data: [-7, 7, -8, 8] },
      { dtype: "int64", dims: [4], data: [2, -2, 3, 5] },
    ],
  },
]);
