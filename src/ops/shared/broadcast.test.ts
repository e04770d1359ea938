import { describe, expect, it } from "vitest";
import { fed, slope, slopeGraph, type Write } from "../../../test/helpers/small-graph.ts";
import type { Dim } from "../../graph/dim.ts";
import { broadcastDims, broadcastLengths } from "./broadcast.ts";

const context = {
  freshDim: (): Dim => "fresh",
  fail: (wrong: string): never => {
    throw new Error(wrong);
  },
};

describe("broadcastDims", () => {
  it("aligns shapes at their last axes", () => {
    expect(broadcastDims(context, [["batch", "pos", 8], [8]])).toEqual(["batch", "pos", 8]);
    expect(
      broadcastDims(context, [
        [4, 1],
        [2, 1, 3],
      ]),
    ).toEqual([2, 4, 3]);
    expect(broadcastDims(context, [[], [5]])).toEqual([5]);
  });

  it("keeps equal symbols, and symbols against 1", () => {
    expect(
      broadcastDims(context, [
        ["pos", 1],
        ["pos", "pos"],
      ]),
    ).toEqual(["pos", "pos"]);
  });

  it("takes a number other than 1 over a symbol, which can only be that number or 1", () => {
    expect(broadcastDims(context, [["pos"], [7]])).toEqual([7]);
  });

  it("leaves two different symbols to the run", () => {
    expect(broadcastDims(context, [["pos"], ["past"]])).toEqual(["fresh"]);
  });

  it("refuses two different numbers", () => {
    expect(() => broadcastDims(context, [[2], [3]])).toThrow("do not broadcast");
  });

  it("keeps an empty axis empty", () => {
    expect(
      broadcastLengths([
        [0, 3],
        [1, 1],
      ]),
    ).toEqual([0, 3]);
  });

  it("names both shapes when a run does not fit", () => {
    expect(() => broadcastLengths([[2], [3]])).toThrow("got [2] and [3]");
  });
});

describe("sumTo", () => {
  // y = Σ a · b, so the gradient by b is a, summed over the axes along which b is repeated
  const matrix = [1, 2, 3, 4, 5, 6];
  const product: Write = (g, a, b) => g.op("Mul", a, b);

  it("sums the axes an operand lacks", () => {
    const db = slope(product, [fed([2, 3], matrix), fed([3], [1, 1, 1])], 1);
    expect(db.dims).toEqual([3]);
    expect([...db.data]).toEqual([5, 7, 9]);
  });

  it("sums the axes in which an operand is 1", () => {
    const db = slope(product, [fed([2, 3], matrix), fed([2, 1], [1, 1])], 1);
    expect(db.dims).toEqual([2, 1]);
    expect([...db.data]).toEqual([6, 15]);
  });

  it("sums everything for a scalar", () => {
    const db = slope(product, [fed([2, 3], matrix), fed([], [1])], 1);
    expect(db.dims).toEqual([]);
    expect([...db.data]).toEqual([21]);
  });

  it("sums at once over lacking and repeated axes", () => {
    const a = fed([2, 1, 3], matrix);
    const db = slope(product, [a, fed([4, 1], [1, 1, 1, 1])], 1);
    expect(db.dims).toEqual([4, 1]);
    expect([...db.data]).toEqual([21, 21, 21, 21]);
  });

  it("keeps an axis of length 1 that the other operand lacks", () => {
    const db = slope(product, [fed([1, 3], [1, 2, 3]), fed([3], [1, 1, 1])], 1);
    expect(db.dims).toEqual([3]);
    expect([...db.data]).toEqual([1, 2, 3]);
  });

  it("emits nothing where the dims already fit", () => {
    const declared = ["batch", "pos"];
    const inputs = [fed([2, 3], matrix, declared), fed([2, 3], matrix, declared)];
    const ops = slopeGraph(product, inputs).nodes.map((node) => node.op);
    expect(ops).not.toContain("ReduceSum");
    expect(ops).not.toContain("Reshape");
  });

  it("works out at run time which axes of unknown length were repeated", () => {
    const whole = fed([2, 3], matrix, ["n", "m"]);
    const lengths: [number[], number[]][] = [
      [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
      [
        [1, 3],
        [5, 7, 9],
      ],
      [
        [2, 1],
        [6, 15],
      ],
      [[1, 1], [21]],
    ];
    for (const [dims, expected] of lengths) {
      const b = fed(
        dims,
        expected.map(() => 1),
        ["p", "q"],
      );
      const db = slope(product, [whole, b], 1);
      expect(db.dims).toEqual(dims);
      expect([...db.data]).toEqual(expected);
    }
  });

  it("works it out beside axes known to be repeated", () => {
    const whole = fed([2, 2, 3], [...matrix, ...matrix], ["batch", 2, 3]);
    const b = fed([1, 3], [1, 1, 1], ["p", 3]);
    const db = slope(product, [whole, b], 1);
    expect(db.dims).toEqual([1, 3]);
    expect([...db.data]).toEqual([10, 14, 18]);
  });
});
