import { describe, expect, it } from "vitest";
import { opTable } from "../ops/table.generated.ts";
import { float32, int64, type Tensor } from "../tensor/tensor.ts";
import { Builder } from "./builder.ts";
import type { Graph } from "./graph.ts";
import { printGraph, structuralHash } from "./print.ts";

function graphOf(write: (g: Builder) => void, g = new Builder(opTable)): Graph {
  write(g);
  return g.build();
}

/** What tells graphs of one constant apart. */
function hashOf(value: Tensor): string {
  return structuralHash(graphOf((g) => g.output("y", g.constant(value))));
}

describe("printGraph", () => {
  it("writes a line for each input, param, node and output", () => {
    const graph = graphOf((g) => {
      const x = g.input("x", "float32", ["batch", 3]);
      const w = g.param("W", "float32", [2, 3]);
      const y = g.scope("mlp", () => g.emit("Gemm", [x, w, null], { transB: 1, alpha: 0.5 })[0]);
      const [a, b] = g.emit("Split", [g.hook("hook_out", y, ["batch", "unit"])], {
        axis: 1,
        num_outputs: 2,
      });
      g.output("sum", g.op("Add", a, b));
      g.output("one", g.constant(float32([2], [1, -0.25])));
    });
    expect(printGraph(graph)).toBe(`\
input x: float32[batch, 3]
param W: float32[2, 3]
%0: float32[batch, 2] = Gemm(x, W, –) {alpha: 0.5, transB: 1}  # mlp
%1: float32[batch, 2] = Hook(%0) {axes: ["batch", "unit"], name: "hook_out"}
%2: float32[batch, 1], %3: float32[batch, 1] = Split(%1) {axis: 1, num_outputs: 2}
%4: float32[batch, 1] = Add(%2, %3)
%5: float32[2] = Constant() {value: float32[2] (1, -0.25)}
output sum = %4
output one = %5
`);
  });

  it("quotes names that would not read back", () => {
    const names = ["x", "cotangent:y", "onnx::Add_1", "/layer.0/W-1", "a b", "%0", "–", "x:", "é"];
    const graph = graphOf((g) => {
      for (const name of names) g.input(name, "float32", []);
    });
    const printed = printGraph(graph).match(/(?<=^input ).*(?=: float32\[\]$)/gm);
    expect(printed).toEqual([
      ...names.slice(0, 4),
      ...names.slice(4).map((n) => JSON.stringify(n)),
    ]);
  });

  it("numbers lengths that only a run knows as they appear", () => {
    const open = (g: Builder): void => {
      const shape = g.input("shape", "int64", [2]);
      const x = g.op("Reshape", g.input("x", "float32", ["n"]), shape);
      g.output("y", g.op("Concat", x, x, { axis: 0 }));
    };
    const later = new Builder(opTable);
    for (let i = 0; i < 5; i++) later.freshDim();
    const text = printGraph(graphOf(open, later));
    expect(text).toContain("%0: float32[_0, _1] = Reshape");
    expect(text).toContain("%1: float32[2*_0, _1] = Concat");
    expect(text).toBe(printGraph(graphOf(open)));
  });
});

describe("structuralHash", () => {
  const write = (g: Builder): void => {
    const x = g.input("x", "float32", ["n", 2]);
    g.output(
      "y",
      g.scope("blocks.0", () => g.op("Tanh", g.op("Mul", x, 0.5))),
    );
  };

  it("is the same for equal graphs, whatever their ids and paths", () => {
    const hash = structuralHash(graphOf(write));
    const taken = new Builder(opTable);
    taken.reserve(graphOf(write));
    const other = graphOf(write, taken);
    expect(other.nodes[0].outputs[0].id).not.toBe(graphOf(write).nodes[0].outputs[0].id);
    expect(structuralHash(other)).toBe(hash);
    expect(structuralHash(graphOf((g) => g.scope("elsewhere", () => write(g))))).toBe(hash);
  });

  it("tells graphs apart that compute something else", () => {
    const variants: ((g: Builder, x: ReturnType<Builder["input"]>) => void)[] = [
      (g, x) => g.output("y", g.op("Mul", x, 0.5)),
      (g, x) => g.output("z", g.op("Mul", x, 0.5)),
      (g, x) => g.output("y", g.op("Mul", x, 0.25)),
      (g, x) => g.output("y", g.op("Div", x, 0.5)),
      (g, x) => g.output("y", g.op("Sub", x, g.op("Tanh", x))),
      (g, x) => g.output("y", g.op("Sub", g.op("Tanh", x), x)),
      (g, x) => g.output("y", g.op("Softmax", x, { axis: 0 })),
      (g, x) => g.output("y", g.op("Softmax", x, { axis: 1 })),
      (g, x) => g.output("y", g.hook("a", x, ["n", "unit"])),
      (g, x) => g.output("y", g.hook("b", x, ["n", "unit"])),
    ];
    const hashes = variants.map((variant) =>
      structuralHash(graphOf((g) => variant(g, g.input("x", "float32", ["n", 2])))),
    );
    const wider = graphOf((g) => variants[0](g, g.input("x", "float32", ["n", 3])));
    expect(new Set([...hashes, structuralHash(wider)]).size).toBe(variants.length + 1);
  });

  it("tells constants apart by type, dims and every element, short or long", () => {
    const long = Array.from({ length: 100 }, (_, i) => i);
    const constants = [
      float32([2], [0, 1]),
      float32([2], [-0, 1]),
      float32([1, 2], [0, 1]),
      int64([2], [0, 1]),
      float32([100], long),
      float32([100], [...long.slice(0, 99), 98]),
      float32([100], [1, 0, ...long.slice(2)]),
      float32([4, 25], long),
    ];
    expect(new Set(constants.map(hashOf)).size).toBe(constants.length);
    expect(hashOf(float32([100], long))).toBe(hashOf(float32([100], long)));
  });

  it("reads a constant's own bytes where it shares a buffer", () => {
    const buffer = Float32Array.from({ length: 200 }, (_, i) => i);
    const part = { dtype: "float32" as const, dims: [100], data: buffer.subarray(50, 150) };
    expect(hashOf(part)).toBe(hashOf(float32([100], [...part.data])));
  });
});
