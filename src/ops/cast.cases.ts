import type { OpCase } from "../../test/contract/cases.ts";

const mixed = { dims: [5], data: [-1.75, -0.5, 0, 0.5, 2.25] };

export const cases: readonly OpCase[] = [
  { op: "Cast", label: "to the same type", inputs: [mixed], attrs: { to: "float32" } },
  { op: "Cast", label: "to double", inputs: [mixed], attrs: { to: "float64" } },
  { op: "Cast", label: "to an integer", inputs: [mixed], attrs: { to: "int64" } },
  { op: "Cast", label: "to a short integer", inputs: [mixed], attrs: { to: "int32" } },
  { op: "Cast", label: "to a bool", inputs: [mixed], attrs: { to: "bool" } },
  {
    op: "Cast",
    label: "from an integer",
    inputs: [{ dtype: "int64", dims: [3], data: [-4, 0, 9] }],
    attrs: { to: "float32" },
  },
  {
    op: "Cast",
    label: "from a bool",
    inputs: [{ dtype: "bool", dims: [2], data: [0, 1] }],
    attrs: { to: "float32" },
  },
];
