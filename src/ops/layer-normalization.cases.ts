import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  {
    op: "LayerNormalization",
    label: "last axis, no bias",
    inputs: [{ dims: [2, 3, 5] }, { dims: [5] }],
  },
  {
    op: "LayerNormalization",
    label: "bias and a large epsilon",
    inputs: [{ dims: [3, 4] }, { dims: [4] }, { dims: [4] }],
    attrs: { epsilon: 0.1 },
  },
  {
    op: "LayerNormalization",
    label: "two axes",
    inputs: [{ dims: [2, 3, 4] }, { dims: [3, 4] }, { dims: [3, 4] }],
    attrs: { axis: 1 },
  },
];
