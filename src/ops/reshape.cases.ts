import { ints, type OpCase } from "../../test/contract/cases.ts";

export const cases: readonly OpCase[] = [
  { op: "Reshape", label: "to fewer axes", inputs: [{ dims: [2, 3, 4] }, ints(6, 4)] },
  { op: "Reshape", label: "-1 takes the rest", inputs: [{ dims: [2, 3, 4] }, ints(3, -1)] },
  { op: "Reshape", label: "0 copies a length", inputs: [{ dims: [2, 3, 4] }, ints(0, 0, 2, 2)] },
  { op: "Reshape", label: "0 and -1", inputs: [{ dims: [2, 3, 4] }, ints(0, -1)] },
  { op: "Reshape", label: "from a scalar", inputs: [{ dims: [] }, ints(1, 1)] },
  { op: "Reshape", label: "to a scalar", inputs: [{ dims: [1, 1] }, ints()] },
  {
    op: "Reshape",
    label: "allowzero keeps a zero",
    inputs: [{ dims: [0, 3] }, ints(3, 0)],
    attrs: { allowzero: 1 },
  },
  { op: "Reshape", label: "no elements", inputs: [{ dims: [0, 6] }, ints(0, 2, 3)] },
  {
    op: "Reshape",
    label: "to lengths of the run",
    inputs: [{ dims: [2, 6] }, { dtype: "int64", dims: [3], data: [2, 2, 3], fixed: true }],
  },
  { op: "Reshape", label: "integers", inputs: [{ dtype: "int64", dims: [4] }, ints(2, 2)] },
  { op: "Reshape", label: "truth values", inputs: [{ dtype: "bool", dims: [4] }, ints(2, 2)] },
];
