import type { OpCase } from "../../test/contract/cases.ts";

const ties = { reason: "a tie has no derivative; the rule's choice is in extrema.test.ts" };

export const cases: readonly OpCase[] = ["Max", "Min"].flatMap((op): OpCase[] => [
  { op, label: "one", inputs: [{ dims: [2, 3] }] },
  { op, label: "two", inputs: [{ dims: [2, 3] }, { dims: [2, 3] }] },
  {
    op,
    label: "three that broadcast",
    inputs: [{ dims: [2, 3] }, { dims: [3] }, { dims: [2, 1] }],
  },
  { op, label: "a scalar bound", inputs: [{ dims: [2, 3] }, { dims: [], data: [0.25] }] },
  {
    op,
    label: "ties",
    inputs: [
      { dims: [3], data: [1, 2, 3] },
      { dims: [3], data: [1, 3, 2] },
    ],
    gradient: ties,
  },
  {
    op,
    label: "integers",
    inputs: [
      { dtype: "int64", dims: [3], data: [1, -2, 3] },
      { dtype: "int64", dims: [3], data: [1, 3, -2] },
    ],
  },
]);
