import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { interpret } from "../../runtime/interpret.ts";
import { float32, int64, type Tensor } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import { producers, type Graph, type Value } from "../graph.ts";
import { removeDeadCode } from "./dead-code.ts";
import { foldConstants } from "./fold-constants.ts";

function folded(write: (g: Builder) => Value): Graph {
  const g = new Builder(opTable);
  g.output("y", write(g));
  return removeDeadCode(foldConstants(g.build(), opTable));
}

/** What the output is written as; undefined where it is computed at the run. */
function literal(graph: Graph): Tensor | undefined {
  const node = producers(graph).get(graph.outputs[0].value);
  return node?.op === "Constant" ? (node.attrs.value as Tensor) : undefined;
}

describe("foldConstants", () => {
  it("computes what depends on constants only", () => {
    const graph = folded((g) => {
      const x = g.constant(float32([2, 1], [1, 2]));
      return g.op("Mul", g.op("Add", x, g.constant(float32([2], [10, 20]))), 0.5);
    });
    expect(graph.nodes).toHaveLength(1);
    expect(literal(graph)).toEqual(float32([2, 2], [5.5, 10.5, 6, 11]));
  });

  it("computes halves as the numbers they are", () => {
    const half = { dtype: "float16" as const, dims: [2], data: Uint16Array.of(0x3800, 0xc000) };
    const graph = folded((g) => g.op("Cast", g.constant(half), { to: "float32" }));
    expect(literal(graph)).toEqual(float32([2], [0.5, -2]));
  });

  it("writes the dims of a static value, and what is computed from them", () => {
    const graph = folded((g) => {
      const x = g.input("x", "float32", [3, 4]);
      return g.op("Mul", g.emit("Shape", [x])[0], g.ints([2, 3]));
    });
    expect(graph.nodes).toHaveLength(1);
    expect(literal(graph)).toEqual(int64([2], [6, 12]));
  });

  it("leaves run-time lengths to the run", () => {
    const graph = folded((g) => g.shape(g.input("x", "float32", ["n", 4])));
    expect(graph.nodes.map((node) => node.op)).toEqual(["Shape"]);
  });

  it("folds through nothing that may be edited or must not be differentiated", () => {
    for (const write of [
      (g: Builder, x: Value): Value => g.hook("hook_a", x, ["unit"]),
      (g: Builder, x: Value): Value => g.op("StopGradient", x),
    ]) {
      const graph = folded((g) => g.op("Neg", write(g, g.constant(float32([1], [1])))));
      expect(graph.nodes.map((node) => node.op)).toHaveLength(3);
    }
  });

  it("leaves large results to the run", () => {
    const graph = folded((g) => g.op("Expand", g.scalar(1, "float32"), [64, 65]));
    expect(literal(graph)).toBeUndefined();
    expect(interpret(graph, opTable, {}).y.data).toHaveLength(64 * 65);
  });

  it("leaves integers that are no numbers to the run", () => {
    const graph = folded((g) => g.op("Cast", g.scalar(Infinity, "float32"), { to: "int64" }));
    expect(graph.nodes.map((node) => node.op)).toEqual(["Constant", "Cast"]);
  });
});
