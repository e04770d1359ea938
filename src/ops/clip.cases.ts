import type { OpCase } from "../../test/contract/cases.ts";

const low = { dims: [], data: [-0.75] };
const high = { dims: [], data: [0.5] };

export const cases: readonly OpCase[] = [
  { op: "Clip", label: "both bounds", inputs: [{ dims: [3, 4] }, low, high] },
  { op: "Clip", label: "below only", inputs: [{ dims: [3, 4] }, low] },
  { op: "Clip", label: "above only", inputs: [{ dims: [3, 4] }, null, high] },
  { op: "Clip", label: "no bound", inputs: [{ dims: [3, 4] }] },
  { op: "Clip", label: "crossed bounds give the upper one", inputs: [{ dims: [3, 4] }, high, low] },
  {
    op: "Clip",
    label: "integers",
    inputs: [
      { dtype: "int64", dims: [4], data: [-9, -1, 1, 9] },
      { dtype: "int64", dims: [], data: [-3] },
      { dtype: "int64", dims: [], data: [4] },
    ],
  },
];
