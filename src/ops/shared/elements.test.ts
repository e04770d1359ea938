import { describe, expect, it } from "vitest";
import { Builder } from "../../graph/builder.ts";
import type { Value } from "../../graph/graph.ts";
import { opTable } from "../table.generated.ts";

/** A builder, and the shape of token ids `[batch, pos]`. */
function start(): { readonly g: Builder; readonly ids: Value; readonly shape: Value } {
  const g = new Builder(opTable);
  const ids = g.input("ids", "int64", ["batch", "pos"]);
  return { g, ids, shape: g.op("Shape", ids) };
}

describe("known elements", () => {
  it("are the dims of what Shape reads", () => {
    const { g, ids, shape } = start();
    expect(shape.elements).toEqual(["batch", "pos"]);
    expect(g.op("Shape", ids, { start: -1 }).elements).toEqual(["pos"]);
    expect(g.op("Size", ids).elements).toEqual(["batch*pos"]);
  });

  it("let a reshape to run-time lengths keep its static dims", () => {
    const { g, shape } = start();
    const x = g.input("x", "float32", ["batch", "pos", 64]);
    const lengths = g.op("Concat", g.op("Slice", shape, [0], [2], [0]), [8, 8], { axis: 0 });
    expect(g.op("Reshape", x, lengths).dims).toEqual(["batch", "pos", 8, 8]);
  });

  it("let -1 stand for a symbolic length", () => {
    const { g } = start();
    const x = g.input("x", "float32", ["batch", "pos", 64]);
    expect(g.op("Reshape", x, [-1, 64]).dims).toEqual(["batch*pos", 64]);
    expect(g.op("Reshape", x, [0, -1, 8, 8]).dims).toEqual(["batch", "pos", 8, 8]);
    expect(g.op("Reshape", x, [-1, 7]).dims[0]).toMatch(/^_/);
  });

  it("survive the ops that exported models do shape arithmetic with", () => {
    const { g, shape } = start();
    const pos = g.op("Gather", shape, g.scalar(1, "int64"));
    expect(pos).toMatchObject({ dims: [], elements: ["pos"] });
    const vector = g.op("Unsqueeze", pos, [0]);
    expect(vector).toMatchObject({ dims: [1], elements: ["pos"] });
    expect(g.op("Squeeze", vector, [0]).elements).toEqual(["pos"]);
    expect(g.op("Expand", vector, [2]).elements).toEqual(["pos", "pos"]);
    expect(g.op("Tile", shape, [2]).elements).toEqual(["batch", "pos", "batch", "pos"]);
    expect(g.op("Slice", shape, [-1], [-9], [0], [-1]).elements).toEqual(["pos", "batch"]);
    expect(g.op("Reshape", shape, [2, 1]).elements).toEqual(["batch", "pos"]);
  });

  it("give Range its length, and its contents where they are few", () => {
    const { g, shape } = start();
    const pos = g.op("Gather", shape, g.scalar(1, "int64"));
    expect(g.op("Range", 0, pos, 1).dims).toEqual(["pos"]);
    const end = g.op("Add", pos, 3);
    expect(g.op("Range", pos, end, 1)).toMatchObject({
      dims: [3],
      elements: ["pos", "pos+1", "pos+2"],
    });
    expect(g.op("Range", g.scalar(0, "int64"), 65, 1).elements).toBeUndefined();
  });

  it("give ConstantOfShape its dims, and its contents where they are few", () => {
    const { g, shape } = start();
    const value = { dtype: "int64", dims: [1], data: BigInt64Array.of(1n) } as const;
    expect(g.op("ConstantOfShape", shape, { value }).dims).toEqual(["batch", "pos"]);
    expect(g.op("ConstantOfShape", g.ints([3]), { value }).elements).toEqual([1, 1, 1]);
    expect(g.op("ConstantOfShape", g.ints([65]), { value }).elements).toBeUndefined();
  });

  it("are those of integers only", () => {
    const { g } = start();
    const halves = { dtype: "float32", dims: [2], data: Float32Array.of(0.5, 0.5) } as const;
    expect(g.constant(halves).elements).toBeUndefined();
  });
});

describe("dims of joined and split values", () => {
  it("add up and come apart again", () => {
    const { g } = start();
    const past = g.input("past", "float32", ["batch", "past", 4]);
    const now = g.input("now", "float32", ["batch", "pos", 4]);
    const all = g.op("Concat", past, now, { axis: 1 });
    expect(all.dims).toEqual(["batch", "past+pos", 4]);
    const sizes = g.op("Concat", g.dim(past, 1), g.dim(now, 1), { axis: 0 });
    const parts = g.emit("Split", [all, sizes], { axis: 1 });
    expect(parts.map(({ dims }) => dims[1])).toEqual(["past", "pos"]);
    const thirds = g.emit("Split", [g.op("Concat", now, now, now, { axis: 1 }), null], {
      axis: 1,
      num_outputs: 3,
    });
    expect(thirds.map(({ dims }) => dims[1])).toEqual(["pos", "pos", "pos"]);
  });
});
