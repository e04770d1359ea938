import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = ["Softmax", "LogSoftmax"].flatMap((op): OpCase[] => [
  { op, label: "the last axis by default", inputs: [{ dims: [2, 5] }] },
  { op, label: "the first axis", inputs: [{ dims: [4, 3] }], attrs: { axis: 0 } },
  { op, label: "a middle axis", inputs: [{ dims: [2, 3, 4] }], attrs: { axis: -2 } },
  { op, label: "one element", inputs: [{ dims: [3, 1] }] },
  {
    op,
    label: "large numbers",
    inputs: [{ dims: [2, 3], data: [1000, 1001, 1002, -1002, -1000, -1001] }],
  },
]);
