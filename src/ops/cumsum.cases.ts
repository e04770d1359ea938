import { int, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "CumSum", label: "last axis", inputs: [{ dims: [2, 4] }, int(-1)] },
  { op: "CumSum", label: "middle axis", inputs: [{ dims: [2, 3, 2] }, int(1)] },
  {
    op: "CumSum",
    label: "exclusive",
    inputs: [{ dims: [2, 4] }, int(1)],
    attrs: { exclusive: 1 },
  },
  { op: "CumSum", label: "reverse", inputs: [{ dims: [2, 4] }, int(1)], attrs: { reverse: 1 } },
  {
    op: "CumSum",
    label: "reverse and exclusive, first axis",
    inputs: [{ dims: [3, 2] }, int(0)],
    attrs: { reverse: 1, exclusive: 1 },
  },
  { op: "CumSum", label: "integers", inputs: [{ dtype: "int64", dims: [5] }, int(0)] },
  { op: "CumSum", label: "no elements", inputs: [{ dims: [2, 0] }, int(1)] },
];
