import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Identity", label: "floats", inputs: [{ dims: [2, 3] }] },
  { op: "Identity", label: "bools", inputs: [{ dtype: "bool", dims: [2], data: [0, 1] }] },
  {
    op: "Hook",
    label: "named",
    inputs: [{ dims: [2, 3] }],
    attrs: { name: "h", axes: ["a", "b"] },
  },
  {
    op: "StopGradient",
    label: "floats",
    inputs: [{ dims: [2, 3] }],
    gradient: { reason: "its gradient is zero by intent" },
  },
];
