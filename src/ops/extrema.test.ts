import { describe, expect, it } from "vitest";
import { compute, fed, slope } from "../../test/helpers/small-graph.ts";

describe("Max and Min", () => {
  it("take any number of tensors", () => {
    const inputs = [fed([2], [1, 5]), fed([2], [4, 2]), fed([], [3])];
    expect([...compute((g, ...xs) => g.op("Max", ...xs), inputs).data]).toEqual([4, 5]);
    expect([...compute((g, ...xs) => g.op("Min", ...xs), inputs).data]).toEqual([1, 2]);
  });

  it("split the gradient of a tie in equal parts", () => {
    const inputs = [fed([3], [1, 2, 9]), fed([3], [1, 3, 9]), fed([3], [0, 0, 9])];
    const dx = slope((g, ...xs) => g.op("Max", ...xs), inputs);
    expect([...dx.data]).toEqual([1 / 2, 0, 1 / 3]);
  });
});
