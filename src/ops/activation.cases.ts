import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Relu", label: "both sides of zero", inputs: [{ dims: [3, 4] }] },
  { op: "Sigmoid", label: "bent and flat", inputs: [{ dims: [9], range: [-8, 8] }] },
  {
    op: "Sigmoid",
    label: "far out",
    inputs: [{ dims: [2], data: [-80, 80] }],
    gradient: { reason: "the slope is below the step of a finite difference" },
  },
  { op: "Softplus", label: "bent and straight", inputs: [{ dims: [9], range: [-8, 8] }] },
];
