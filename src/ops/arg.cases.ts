import { ints, type OpCase } from "../../test/contract/cases.ts";

const x = { dims: [3, 4], data: [3, 9, 1, 4, 7, 2, 8, 5, 0, 6, 11, 10] };
const ties = { dims: [2, 4], data: [1, 5, 5, 2, 3, 3, 3, 3] };

export const cases: readonly OpCase[] = [
  { op: "ArgMax", label: "last axis", inputs: [x], attrs: { axis: -1, keepdims: 0 } },
  { op: "ArgMax", label: "first axis, kept", inputs: [x], attrs: { axis: 0, keepdims: 1 } },
  { op: "ArgMax", label: "the first of ties", inputs: [ties], attrs: { axis: 1 } },
  {
    op: "ArgMax",
    label: "the last of ties",
    inputs: [ties],
    attrs: { axis: 1, select_last_index: 1 },
  },
  { op: "ArgMax", label: "no rows", inputs: [{ dims: [0, 3] }], attrs: { axis: 1 } },

  { op: "TopK", label: "the largest", inputs: [x, ints(2)] },
  { op: "TopK", label: "the smallest", inputs: [x, ints(3)], attrs: { largest: 0 } },
  { op: "TopK", label: "first axis", inputs: [x, ints(2)], attrs: { axis: 0 } },
  { op: "TopK", label: "all", inputs: [x, ints(4)], attrs: { axis: 1, sorted: 1 } },
  {
    op: "TopK",
    label: "no rows",
    inputs: [{ dims: [0, 3] }, ints(2)],
    runtime: { reason: "ONNX Runtime 1.30 divides by the number of rows and ends the process" },
    runtimeGradient: { reason: "the same" },
  },
  {
    op: "TopK",
    label: "ties, where ONNX takes the lower index",
    inputs: [ties, ints(3)],
    gradient: { reason: "which of two equal elements is chosen changes at this point" },
  },
  { op: "TopK", label: "k of the run", inputs: [x, { dtype: "int64", dims: [1], data: [2] }] },
];
