import { ints, type InputSpec, type OpCase } from "../../test/contract/cases.ts";

const run = (...data: readonly number[]): InputSpec => ({
  dtype: "int64",
  dims: [data.length],
  data,
  fixed: true,
});

const short = (input: InputSpec): InputSpec => ({ ...input, dtype: "int32" });

const MAX = Number.MAX_SAFE_INTEGER;

const slice = (label: string, ...inputs: readonly InputSpec[]): OpCase => ({
  op: "Slice",
  label,
  inputs,
});

export const cases: readonly OpCase[] = [
  slice("a window of one axis", { dims: [5, 3] }, ints(1), ints(4), ints(0)),
  slice("axes by default", { dims: [4, 5] }, ints(1, 2), ints(3, 4)),
  slice("the last position", { dims: [2, 4, 3] }, ints(-1), ints(MAX), ints(1)),
  slice("the first position", { dims: [2, 4, 3] }, ints(0), ints(1), ints(1)),
  slice("all but the last", { dims: [2, 4, 3] }, ints(0), ints(-1), ints(1)),
  slice("all but the first", { dims: [2, 4, 3] }, ints(1), ints(MAX), ints(-2)),
  slice("negative ends of two axes", { dims: [4, 5] }, ints(-3, -4), ints(-1, -2), ints(0, 1)),
  slice("ends far outside", { dims: [3, 4] }, ints(-9, 2), ints(9, 99), ints(0, 1)),
  slice("nothing left", { dims: [3, 4] }, ints(2), ints(1), ints(1)),
  slice("of nothing", { dims: [0, 4] }, ints(0), ints(3), ints(0)),
  slice("more than there is", { dims: [2, 3] }, ints(1), ints(5), ints(0)),
  slice("a start past the end", { dims: [2, 3] }, ints(4), ints(6), ints(0)),
  slice("every second", { dims: [5, 2] }, ints(0), ints(MAX), ints(0), ints(2)),
  slice("every third from the second", { dims: [2, 9] }, ints(1), ints(8), ints(1), ints(3)),
  slice("backwards", { dims: [4, 2] }, ints(-1), ints(-MAX), ints(0), ints(-1)),
  slice("backwards by two, between ends", { dims: [2, 7] }, ints(5), ints(0), ints(1), ints(-2)),
  slice("steps on two axes", { dims: [4, 5] }, ints(3, 0), ints(-9, 9), ints(0, 1), ints(-1, 2)),
  slice("known integers", ints(7, 8, 9, 10), ints(1), ints(3), ints(0)),
  slice("ends of the run", { dims: [5, 3] }, run(1), run(4), ints(0)),
  slice(
    "negative ends of the run, two axes",
    { dims: [4, 5] },
    run(-3, 1),
    run(-1, 99),
    ints(0, 1),
  ),
  slice("steps of the run", { dims: [2, 6] }, run(0), run(6), ints(1), run(2)),
  slice("int32 ends of the run", { dims: [5, 3] }, short(run(1)), short(run(4)), short(ints(0))),
];
