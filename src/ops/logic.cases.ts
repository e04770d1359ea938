import type { OpCase } from "../../test/contract/cases.ts";

const left = { dims: [2, 3], data: [1, 2, 3, -1, 0, 3] };
const right = { dims: [3], data: [1, 3, 2] };
const truths = { dtype: "bool", dims: [2, 2], data: [0, 1, 0, 1] } as const;
const others = { dtype: "bool", dims: [2, 1], data: [0, 1] } as const;

export const cases: readonly OpCase[] = [
  ...["Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"].flatMap((op): OpCase[] => [
    { op, label: "floats, broadcast", inputs: [left, right] },
    {
      op,
      label: "integers",
      inputs: [
        { ...left, dtype: "int64" },
        { ...right, dtype: "int64" },
      ],
    },
  ]),
  { op: "Equal", label: "bools", inputs: [truths, others] },
  ...["And", "Or", "Xor"].map((op): OpCase => ({
    op,
    label: "truth table",
    inputs: [truths, others],
  })),
  { op: "Not", label: "both truths", inputs: [truths] },
  { op: "IsNaN", label: "a hole", inputs: [{ dims: [3], data: [0, NaN, Infinity] }] },
];
