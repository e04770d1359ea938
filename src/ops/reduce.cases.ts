import type { OpCase } from "../../test/contract/cases.ts";

const x = { dims: [2, 3, 4], range: [0.2, 2] } as const;

function axes(...data: number[]): NonNullable<OpCase["inputs"][number]> {
  return { dtype: "int64", dims: [data.length], data, constant: true };
}

export const cases: readonly OpCase[] = [
  "ReduceSum",
  "ReduceMean",
  "ReduceMax",
  "ReduceMin",
  "ReduceL2",
  "ReduceLogSumExp",
].flatMap((op): OpCase[] => [
  { op, label: "all axes", inputs: [x] },
  { op, label: "all axes, dropped", inputs: [x], attrs: { keepdims: 0 } },
  { op, label: "the last axis", inputs: [x, axes(-1)] },
  { op, label: "the last axis, dropped", inputs: [x, axes(-1)], attrs: { keepdims: 0 } },
  { op, label: "a middle axis, dropped", inputs: [x, axes(1)], attrs: { keepdims: 0 } },
  { op, label: "two axes, out of order", inputs: [x, axes(2, 0)] },
  { op, label: "two axes, dropped", inputs: [x, axes(-3, 2)], attrs: { keepdims: 0 } },
  { op, label: "empty axes reduce all", inputs: [x, axes()] },
  {
    op,
    label: "empty axes reduce nothing",
    inputs: [x, axes()],
    attrs: { noop_with_empty_axes: 1 },
    ...(op === "ReduceL2" && {
      secondGradient: { reason: "|x| has no second derivative: only rounding would be compared" },
    }),
  },
  {
    op,
    label: "axes known to the run only",
    inputs: [x, { dtype: "int64", dims: [2], data: [0, -1] }],
  },
  { op, label: "negative numbers", inputs: [{ dims: [2, 5] }, axes(1)] },
]);
