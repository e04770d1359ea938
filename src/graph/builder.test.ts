import { describe, expect, it } from "vitest";
import { opTable } from "../ops/table.generated.ts";
import { float32, int64 } from "../tensor/tensor.ts";
import { Builder } from "./builder.ts";

function builder(): Builder {
  return new Builder(opTable);
}

describe("Builder", () => {
  it("infers dims with symbols in them", () => {
    const g = builder();
    const x = g.input("x", "float32", ["batch", "pos", 8]);
    const flat = g.op("Reshape", x, [-1, 8]);
    expect(flat.dims).toEqual(["batch*pos", 8]);
    expect(g.reshape(flat, [g.dim(x, 0), g.dim(x, -2), 2, 4]).dims).toEqual(["batch", "pos", 2, 4]);
    expect(g.op("Concat", x, x, { axis: 1 }).dims).toEqual(["batch", "2*pos", 8]);
  });

  it("names the op, both shapes and the place in a shape error", () => {
    const g = builder();
    const x = g.input("x", "float32", ["batch", 4]);
    const w = g.param("W", "float32", [5, 3]);
    const write = (): unknown =>
      g.scope("blocks.3", () => g.scope("attn", () => g.op("MatMul", x, w)));
    expect(write).toThrow(
      expect.objectContaining({
        code: "BAD_SHAPE",
        message: expect.stringMatching(
          /^MatMul at blocks\.3\.attn: .*float32\[batch, 4\] and float32\[5, 3\]\.$/,
        ),
        details: {
          op: "MatMul",
          path: "blocks.3.attn",
          inputs: ["float32[batch, 4]", "float32[5, 3]"],
        },
      }),
    );
  });

  it("leaves a scope also when writing fails", () => {
    const g = builder();
    const fail = (): never => g.scope("inner", () => g.scope("", () => g.op("NoSuchOp"))) as never;
    expect(fail).toThrow('Builder at inner: unknown op "NoSuchOp".');
    g.scope("outer", () => g.output("y", g.op("Neg", g.input("x", "float32", []))));
    expect(g.build().nodes[0].path).toBe("outer");
  });

  it("turns numbers into constants of the other operand's type, lists into int64 vectors", () => {
    const g = builder();
    const x = g.input("x", "int64", ["n"]);
    g.op("Add", x, 2);
    g.op("Unsqueeze", x, [0]);
    const constants = g.build().nodes.filter((node) => node.op === "Constant");
    expect(constants.map((node) => node.attrs.value)).toEqual([int64([], [2]), int64([1], [0])]);
  });

  it("takes the type of a condition's values, not of the condition", () => {
    const g = builder();
    const is = g.input("is", "bool", ["n"]);
    expect(g.op("Where", is, g.input("x", "float64", ["n"]), 0).dtype).toBe("float64");
  });

  it.each([
    ["float64", 0.1, Float64Array.of(0.1)],
    ["float32", 0.1, Float32Array.of(0.1)],
    ["float16", 0.5, Uint16Array.of(0x3800)],
    ["bfloat16", 0.5, Uint16Array.of(0x3f00)],
    ["int64", -3, BigInt64Array.of(-3n)],
    ["int32", -3, Int32Array.of(-3)],
    ["bool", 2, Uint8Array.of(1)],
  ] as const)("writes a scalar as %s", (dtype, value, data) => {
    const g = builder();
    g.scalar(value, dtype);
    expect(g.build().nodes[0].attrs.value).toEqual({ dtype, dims: [], data });
  });

  it("refuses a fraction as a whole number", () => {
    const g = builder();
    const x = g.input("x", "int64", ["n"]);
    expect(() => g.op("Mul", x, 0.5)).toThrow(
      expect.objectContaining({
        code: "BAD_OPTION",
        message: expect.stringContaining("0.5 cannot be int64; expected a whole number"),
      }),
    );
  });

  it("keeps one of equal small constants, and tells −0 and other types apart", () => {
    const g = builder();
    const one = g.constant(float32([1], [0]));
    expect(g.constant(float32([1], [0]))).toBe(one);
    expect(g.constant(float32([1], [-0]))).not.toBe(one);
    expect(g.constant(float32([], [0]))).not.toBe(one);
    expect(g.constant(int64([1], [0]))).not.toBe(one);
  });

  it("reads a length off an input that has it, once", () => {
    const g = builder();
    const x = g.input("x", "float32", ["batch", "pos"]);
    const y = g.op("Tanh", x);
    expect(g.dim(y, 1)).toBe(g.dim(x, 1));
    expect(g.dim(y, 1).elements).toEqual(["pos"]);
    const shapes = g.build().nodes.filter((node) => node.op === "Shape");
    expect(shapes.map((node) => node.inputs)).toEqual([[x]]);
  });

  it("writes a known length as a constant", () => {
    const g = builder();
    g.dim(g.input("x", "float32", ["batch", 7]), 1);
    expect(g.build().nodes.map((node) => node.attrs.value)).toEqual([int64([1], [7])]);
  });

  it("gives a weight asked for twice once, and only as it was", () => {
    const g = builder();
    const w = g.param("W", "float32", [2, 3]);
    expect(g.param("W", "float32", [2, 3])).toBe(w);
    expect(() => g.param("W", "float32", [3, 2])).toThrow(
      "param W: declared twice; expected float32[2, 3] as before, got float32[3, 2].",
    );
  });

  it("lets no two inputs, params or outputs have one name", () => {
    const g = builder();
    const x = g.input("x", "float32", []);
    g.param("W", "float32", []);
    g.output("y", x);
    expect(() => g.input("x", "float32", [])).toThrow('the name "x" is taken');
    expect(() => g.input("W", "float32", [])).toThrow('the name "W" is taken');
    expect(() => g.param("x", "float32", [])).toThrow('the name "x" is taken');
    expect(() => g.output("y", x)).toThrow('the name "y" is taken');
  });

  it("finds an input by name", () => {
    const g = builder();
    const x = g.input("x", "float32", []);
    g.param("W", "float32", []);
    expect(g.findInput("x")).toBe(x);
    expect(g.findInput("W")).toBeUndefined();
  });

  it("refuses a hook whose axes are not those of the value", () => {
    const g = builder();
    const x = g.input("x", "float32", ["batch", "pos", 8]);
    expect(() => g.hook("hook_embed", x, ["batch", "unit"])).toThrow(
      "hook hook_embed: axes do not match the value; expected 2 dims (batch, unit), got [batch, pos, 8].",
    );
  });

  it("makes up symbols that no input has", () => {
    const g = builder();
    const x = g.input("x", "float32", ["_0", "_1*_7"]);
    const shape = g.input("shape", "int64", [2]);
    expect(g.op("Reshape", x, shape).dims).toEqual(["_8", "_9"]);
  });

  it("builds frozen plain data, and can go on", () => {
    const g = builder();
    const x = g.input("x", "float32", ["n"]);
    const before = g.build();
    g.output("y", g.op("Neg", x));
    expect(before.nodes).toHaveLength(0);
    const after = g.build();
    expect(structuredClone(after)).toEqual(after);
    for (const part of [after, after.nodes, after.nodes[0], after.nodes[0].inputs, x]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});
