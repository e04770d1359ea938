import type { OpCase } from "../../test/contract/cases.ts";

const orders = [
  { transA: 0, transB: 0 },
  { transA: 0, transB: 1 },
  { transA: 1, transB: 0 },
  { transA: 1, transB: 1 },
];

export const cases: readonly OpCase[] = [
  ...orders.map(({ transA, transB }): OpCase => {
    const [a, b] = [transA ? [4, 3] : [3, 4], transB ? [5, 4] : [4, 5]];
    return {
      op: "Gemm",
      label: `transA ${transA}, transB ${transB}, scaled`,
      inputs: [{ dims: a }, { dims: b }, { dims: [5] }],
      attrs: { transA, transB, alpha: 0.5, beta: -1.5 },
    };
  }),
  { op: "Gemm", label: "no addend", inputs: [{ dims: [3, 4] }, { dims: [4, 2] }] },
  { op: "Gemm", label: "a left-out addend", inputs: [{ dims: [3, 4] }, { dims: [4, 2] }, null] },
  ...[[], [1], [3, 1], [1, 2], [3, 2]].map((dims): OpCase => ({
    op: "Gemm",
    label: `addend [${dims.join(", ")}]`,
    inputs: [{ dims: [3, 4] }, { dims: [4, 2] }, { dims }],
  })),
  { op: "Gemm", label: "one column", inputs: [{ dims: [3, 4] }, { dims: [4, 1] }] },
  { op: "Gemm", label: "one row", inputs: [{ dims: [1, 4] }, { dims: [4, 3] }] },
];
