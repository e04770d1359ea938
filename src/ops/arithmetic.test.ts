import { describe, expect, it } from "vitest";
import { compute, fed, smallGraph, type Fed } from "../../test/helpers/small-graph.ts";
import { int64 } from "../tensor/tensor.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

describe("integer division", () => {
  it("goes towards zero", () => {
    const inputs = [{ tensor: int64([4], [-7, 7, -7, 7]) }, { tensor: int64([4], [2, -2, -2, 2]) }];
    expect([...compute((g, a, b) => g.op("Div", a, b), inputs).data]).toEqual([-3, -3, 3, 3]);
  });
});

describe("shape arithmetic", () => {
  const x: Fed = fed(
    [2, 6],
    Array.from({ length: 12 }, () => 0),
    ["batch", "pos"],
  );

  /** What the shape rules know of an integer vector computed from the shape of x. */
  const known = (write: (g: Builder, shape: Value) => Value): unknown =>
    smallGraph((g, v) => write(g, g.shape(v)), [x]).outputs[0].value.elements;

  it("follows lengths through sums, differences and products", () => {
    expect(known((g, shape) => g.op("Add", shape, 1))).toEqual(["batch+1", "pos+1"]);
    expect(known((g, shape) => g.op("Sub", shape, [0, 2]))).toEqual(["batch", "pos-2"]);
    expect(known((g, shape) => g.op("Mul", shape, shape))).toEqual(["batch*batch", "pos*pos"]);
  });

  it("follows exact quotients and forgets inexact ones", () => {
    expect(known((g, shape) => g.op("Div", g.op("Mul", shape, 4), 2))).toEqual([
      "2*batch",
      "2*pos",
    ]);
    expect(known((g, shape) => g.op("Div", shape, 2))).toBeUndefined();
  });

  it("survives a Cast between integers", () => {
    expect(known((g, shape) => g.op("Cast", shape, { to: "int32" }))).toEqual(["batch", "pos"]);
    expect(known((g, shape) => g.op("Cast", shape, { to: "float32" }))).toBeUndefined();
  });
});

describe("a shape error", () => {
  it("names the op, both shapes and the place", () => {
    const write = (): unknown =>
      smallGraph(
        (g, a, b) => g.scope("blocks.3", () => g.scope("mlp", () => g.op("Add", a, b))),
        [fed([2, 3], [1, 2, 3, 4, 5, 6]), fed([2], [1, 2])],
      );
    expect(write).toThrow(
      "Add at blocks.3.mlp: dims do not broadcast; expected equal lengths or 1, got float32[2, 3] and float32[2].",
    );
  });
});
