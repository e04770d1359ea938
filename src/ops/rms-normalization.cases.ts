import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "RMSNormalization", label: "last axis", inputs: [{ dims: [2, 3, 5] }, { dims: [5] }] },
  {
    op: "RMSNormalization",
    label: "a large epsilon",
    inputs: [{ dims: [3, 4] }, { dims: [4] }],
    attrs: { epsilon: 0.1 },
  },
  {
    op: "RMSNormalization",
    label: "two axes",
    inputs: [{ dims: [2, 3, 4] }, { dims: [3, 4] }],
    attrs: { axis: 1 },
  },
  { op: "RMSNormalization", label: "one scale for all", inputs: [{ dims: [3, 4] }, { dims: [1] }] },
];
