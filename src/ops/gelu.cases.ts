import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Gelu", label: "exact by default", inputs: [{ dims: [3, 4], range: [-3, 3] }] },
  {
    op: "Gelu",
    label: "exact by name",
    inputs: [{ dims: [5], range: [-3, 3] }],
    attrs: { approximate: "none" },
  },
  {
    op: "Gelu",
    label: "tanh",
    inputs: [{ dims: [3, 4], range: [-3, 3] }],
    attrs: { approximate: "tanh" },
  },
];
