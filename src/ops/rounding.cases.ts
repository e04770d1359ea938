import type { OpCase } from "../../test/contract/cases.ts";

const onJumps = { dims: [9], data: [-2.5, -1.5, -0.5, -1, 0, 0.5, 1.5, 2.5, 3] };
const betweenJumps = { dims: [4], data: [-2.25, -0.75, 0.25, 3.75] };
const gradient = { reason: "there is no slope at a jump" };

export const cases: readonly OpCase[] = ["Sign", "Floor", "Ceil", "Round"]
  .flatMap((op): OpCase[] => [
    { op, label: "halves and whole numbers", inputs: [onJumps], gradient },
    { op, label: "between jumps", inputs: [betweenJumps] },
  ])
  .concat({
    op: "Sign",
    label: "integers",
    inputs: [{ dtype: "int64", dims: [3], data: [-7, 0, 7] }],
  });
