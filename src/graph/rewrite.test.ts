import { describe, expect, it } from "vitest";
import { opTable } from "../ops/table.generated.ts";
import { Builder } from "./builder.ts";
import { portValue, type Graph, type Value } from "./graph.ts";
import { printGraph } from "./print.ts";
import { inline, rewrite } from "./rewrite.ts";
import { validateGraph } from "./validate.ts";

/** `y = tanh(x)`, `z = −tanh(x) + w`. */
function small(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["n", 4]);
  const w = g.param("w", "float32", [4]);
  const y = g.scope("first", () => g.op("Tanh", x));
  const z = g.scope("second", () => g.op("Add", g.op("Neg", y), w));
  g.output("y", y);
  g.output("z", z);
  return g.build();
}

describe("rewrite", () => {
  it("shares every node and value of a graph it does not change", () => {
    const graph = small();
    const same = rewrite(graph, opTable, () => null);
    expect(same).toEqual(graph);
    same.nodes.forEach((node, i) => expect(node).toBe(graph.nodes[i]));
  });

  it("replaces a node for all that use it, and keeps the path of what follows", () => {
    const changed = rewrite(small(), opTable, (node, [x], g) =>
      node.op === "Tanh" ? [g.op("Relu", x)] : null,
    );
    expect(printGraph(changed)).toBe(`\
input x: float32[n, 4]
param w: float32[4]
%0: float32[n, 4] = Relu(x)
%1: float32[n, 4] = Neg(%0)  # second
%2: float32[n, 4] = Add(%1, w)  # second
output y = %0
output z = %2
`);
    validateGraph(changed, opTable);
  });

  it("infers shapes again where a replacement has others", () => {
    const changed = rewrite(small(), opTable, (node, [x], g) =>
      node.op === "Tanh" ? [g.op("Concat", x, x, { axis: 0 })] : null,
    );
    expect(changed.outputs.map(({ value }) => value.dims)).toEqual([
      ["2*n", 4],
      ["2*n", 4],
    ]);
    validateGraph(changed, opTable);
  });

  it("leaves out what a visit stands in for, and shares nodes before it", () => {
    const graph = small();
    const changed = rewrite(graph, opTable, (node, inputs) =>
      node.op === "Neg" ? [inputs[0]!] : null,
    );
    expect(changed.nodes.map((node) => node.op)).toEqual(["Tanh", "Add"]);
    expect(changed.nodes[0]).toBe(graph.nodes[0]);
  });

  it("lets the end add inputs, nodes and outputs", () => {
    const graph = small();
    const changed = rewrite(
      graph,
      opTable,
      () => null,
      (g, map) => {
        const z = map.get(portValue(graph.outputs, "z")!)!;
        g.output("scaled", g.op("Mul", z, g.input("by", "float32", [])));
      },
    );
    expect(changed.inputs.map((port) => port.name)).toEqual(["x", "by"]);
    expect(changed.outputs.map((port) => port.name)).toEqual(["scaled"]);
    validateGraph(changed, opTable);
  });

  it("leaves the graph it was given alone", () => {
    const graph = small();
    const before = printGraph(graph);
    rewrite(graph, opTable, (node, [x], g) => (node.op === "Tanh" ? [g.op("Relu", x)] : null));
    expect(printGraph(graph)).toBe(before);
  });
});

describe("inline", () => {
  it("writes a graph into another, its inputs bound to values there", () => {
    const g = new Builder(opTable);
    const a = g.input("a", "float32", [2, 4]);
    const bind = (name: string): Value =>
      name === "x" ? g.op("Exp", a) : g.param("w", "float32", [4]);
    const { outputs } = g.scope("outer", () => inline(g, small(), bind));
    g.output("z", outputs.get("z")!);
    expect(printGraph(g.build())).toBe(`\
input a: float32[2, 4]
param w: float32[4]
%0: float32[2, 4] = Exp(a)  # outer
%1: float32[2, 4] = Tanh(%0)  # outer.first
%2: float32[2, 4] = Neg(%1)  # outer.second
%3: float32[2, 4] = Add(%2, w)  # outer.second
output z = %3
`);
  });
});
