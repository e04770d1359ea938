import { int, ints, type InputSpec, type OpCase } from "../../test/contract/cases.ts";

const float = (x: number): InputSpec => ({ dims: [], data: [x] });
const integer = (x: number): InputSpec => ({ dtype: "int64", dims: [], data: [x] });

const HALF = { dtype: "float32", dims: [1], data: Float32Array.of(0.5) } as const;
const SEVEN = { dtype: "int64", dims: [1], data: BigInt64Array.of(7n) } as const;
const YES = { dtype: "bool", dims: [1], data: Uint8Array.of(1) } as const;

export const cases: readonly OpCase[] = [
  { op: "Constant", label: "a float", inputs: [], attrs: { value: HALF } },
  { op: "Constant", label: "integers", inputs: [], attrs: { value: SEVEN } },
  { op: "Constant", label: "a truth value", inputs: [], attrs: { value: YES } },
  {
    op: "Constant",
    label: "nothing",
    inputs: [],
    attrs: { value: { dtype: "float32", dims: [2, 0], data: new Float32Array(0) } },
  },

  { op: "ConstantOfShape", label: "zeros by default", inputs: [ints(2, 3)] },
  { op: "ConstantOfShape", label: "of a float", inputs: [ints(2, 3)], attrs: { value: HALF } },
  { op: "ConstantOfShape", label: "of an integer", inputs: [ints(3)], attrs: { value: SEVEN } },
  { op: "ConstantOfShape", label: "of truth", inputs: [ints(3)], attrs: { value: YES } },
  { op: "ConstantOfShape", label: "a scalar", inputs: [ints()], attrs: { value: HALF } },
  { op: "ConstantOfShape", label: "no elements", inputs: [ints(2, 0)], attrs: { value: HALF } },
  {
    op: "ConstantOfShape",
    label: "a shape of the run",
    inputs: [{ dtype: "int64", dims: [2], data: [3, 2], fixed: true }],
    attrs: { value: HALF },
  },

  { op: "Range", label: "up", inputs: [int(2), int(11), int(3)] },
  { op: "Range", label: "down", inputs: [int(5), int(-2), int(-2)] },
  { op: "Range", label: "empty", inputs: [int(5), int(2), int(1)] },
  { op: "Range", label: "of the run", inputs: [integer(0), integer(6), integer(1)] },
  { op: "Range", label: "more than is followed", inputs: [int(0), int(99), int(1)] },
  // 4.3 lies between two steps, so that a small move of it changes nothing
  { op: "Range", label: "of floats", inputs: [float(0.5), float(4.3), float(0.75)] },

  { op: "Shape", label: "all axes", inputs: [{ dims: [2, 3, 4] }] },
  {
    op: "Shape",
    label: "from the second axis",
    inputs: [{ dims: [2, 3, 4] }],
    attrs: { start: 1 },
  },
  {
    op: "Shape",
    label: "all but the last axis",
    inputs: [{ dims: [2, 3, 4] }],
    attrs: { start: 0, end: -1 },
  },
  {
    op: "Shape",
    label: "ends out of range",
    inputs: [{ dims: [2, 3] }],
    attrs: { start: -5, end: 9 },
  },
  { op: "Shape", label: "a scalar", inputs: [{ dims: [] }] },
  { op: "Shape", label: "integers", inputs: [{ dtype: "int64", dims: [2, 1] }] },

  { op: "Size", label: "a matrix", inputs: [{ dims: [2, 3] }] },
  { op: "Size", label: "a scalar", inputs: [{ dims: [] }] },
  { op: "Size", label: "nothing", inputs: [{ dims: [2, 0] }] },
];
