import type { OpCase } from "../../test/contract/cases.ts";

const integers = [
  { dtype: "int64", dims: [4], data: [7, -7, 7, -7] },
  { dtype: "int64", dims: [4], data: [3, 3, -3, -3] },
] as const;

export const cases: readonly OpCase[] = [
  { op: "Mod", label: "the sign of the divisor", inputs: integers },
  { op: "Mod", label: "the sign of the dividend", inputs: integers, attrs: { fmod: 1 } },
  {
    op: "Mod",
    label: "fractions",
    inputs: [
      { dims: [2, 2], data: [5.3, -5.3, 7.1, -0.4] },
      { dims: [2], data: [2.2, -1.9] },
    ],
    attrs: { fmod: 1 },
  },
];
