import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Swish", label: "SiLU", inputs: [{ dims: [3, 4], range: [-4, 4] }] },
  { op: "Swish", label: "steeper", inputs: [{ dims: [3, 4] }], attrs: { alpha: 1.75 } },
];
