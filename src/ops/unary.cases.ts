import type { OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Neg", label: "signs", inputs: [{ dims: [2, 3] }] },
  { op: "Neg", label: "integers", inputs: [{ dtype: "int64", dims: [3], data: [-2, 0, 5] }] },
  { op: "Abs", label: "both sides of zero", inputs: [{ dims: [2, 3] }] },
  { op: "Sqrt", label: "positive", inputs: [{ dims: [2, 3], range: [0.1, 4] }] },
  { op: "Reciprocal", label: "positive", inputs: [{ dims: [5], range: [0.5, 3] }] },
  { op: "Reciprocal", label: "negative", inputs: [{ dims: [5], range: [-3, -0.5] }] },
  { op: "Exp", label: "both sides of zero", inputs: [{ dims: [2, 3] }] },
  { op: "Log", label: "positive", inputs: [{ dims: [2, 3], range: [0.1, 4] }] },
  { op: "Sin", label: "some turns", inputs: [{ dims: [7], range: [-7, 7] }] },
  { op: "Cos", label: "some turns", inputs: [{ dims: [7], range: [-7, 7] }] },
  { op: "Tanh", label: "bent and flat", inputs: [{ dims: [7], range: [-4, 4] }] },
  { op: "Erf", label: "small arguments", inputs: [{ dims: [7], range: [-0.46, 0.46] }] },
  { op: "Erf", label: "bent and flat", inputs: [{ dims: [9], range: [-3, 3] }] },
  { op: "Exp", label: "a scalar", inputs: [{ dims: [] }] },
  { op: "Exp", label: "no elements", inputs: [{ dims: [0, 3] }] },
];
