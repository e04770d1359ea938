import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { interpret } from "../../runtime/interpret.ts";
import { generator } from "../../tensor/random.ts";
import { float32, int64, sizeOf, type Tensor } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import type { Graph, Node, Value } from "../graph.ts";
import { validateGraph } from "../validate.ts";
import { pickEarly } from "./pick-early.ts";
import { removeDeadCode } from "./dead-code.ts";

const STREAM = ["batch", "pos", "unit"];

interface Parts {
  readonly g: Builder;
  readonly x: Value;
  readonly hidden: Value;
  readonly y: Value;
}

/**
 * Positions mix in `x`; then a norm's mean, a linear layer and a sum with the stream treat them
 * apart; then some are picked.
 */
function block(extra: (parts: Parts) => void = () => {}): Graph {
  const g = new Builder(opTable);
  const given = g.input("x", "float32", ["batch", "pos", 4]);
  const x = g.op("CumSum", given, g.scalar(1, "int64"));
  const centered = g.op("Sub", x, g.op("ReduceMean", x, [-1], { keepdims: 1 }));
  const rows = g.op("Reshape", g.op("Mul", centered, g.param("gain", "float32", [4])), [-1, 4]);
  const product = g.op("Gemm", rows, g.param("W", "float32", [6, 4]), { transB: 1 });
  const wide = g.reshape(product, [g.dim(given, 0), g.dim(given, 1), 6]);
  const hidden = g.hook("hidden", g.op("Tanh", wide), STREAM);
  const y = g.op("Add", hidden, g.op("ReduceMean", x, [2], { keepdims: 1 }));
  const select = g.input("select", "int64", ["batch", "slot"]);
  g.output("picked", g.op("Gather", g.op("Reshape", y, [-1, 6]), select, { axis: 0 }));
  extra({ g, x, hidden, y });
  return g.build();
}

function early(graph: Graph, kept: readonly string[] = []): Graph {
  const options = { index: "select", keeps: (hook: string) => kept.includes(hook) };
  const changed = removeDeadCode(pickEarly(graph, opTable, options));
  validateGraph(changed, opTable);
  return changed;
}

/** Dims of what every node of this op makes. */
const dimsOf = (graph: Graph, op: string): unknown[] =>
  graph.nodes.filter((node: Node) => node.op === op).map((node) => node.outputs[0].dims);

function run(graph: Graph): Record<string, readonly number[]> {
  const random = generator(3);
  const draw = (dims: readonly number[]): Tensor =>
    float32(
      dims,
      Array.from({ length: sizeOf(dims) }, () => random.normal()),
    );
  const feeds = { x: draw([2, 5, 4]), select: int64([2, 1], [1, 9]) };
  const params = { gain: draw([4]), W: draw([6, 4]) };
  const results = interpret(graph, opTable, feeds, params);
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]));
}

describe("pickEarly", () => {
  it("computes what treats positions apart at the picked positions only", () => {
    const changed = early(block());
    expect(dimsOf(changed, "Gemm")).toEqual([["batch*slot", 6]]);
    expect(dimsOf(changed, "Tanh")).toEqual([["batch", "slot", 6]]);
    expect(dimsOf(changed, "ReduceMean")).toEqual([
      ["batch", "slot", 1],
      ["batch", "slot", 1],
    ]);
    expect(dimsOf(changed, "CumSum")).toEqual([["batch", "pos", 4]]);
    expect(run(changed)).toEqual(run(block()));
  });

  it("computes what is read elsewhere at all positions", () => {
    const graph = block(({ g, x }) => {
      const mean = g.op("ReduceMean", x, [-1], { keepdims: 1 });
      g.output("total", g.op("CumSum", mean, g.scalar(1, "int64")));
    });
    const changed = early(graph);
    expect(dimsOf(changed, "Gemm")).toEqual([["batch*slot", 6]]);
    expect(run(changed)).toEqual(run(graph));
  });

  it("stops at what something that mixes positions reads", () => {
    const graph = block(({ g, hidden }) => {
      g.output("mixed", g.op("CumSum", hidden, g.scalar(1, "int64")));
    });
    const changed = early(graph);
    expect(dimsOf(changed, "Gemm")).toEqual([["batch*pos", 6]]);
    expect(dimsOf(changed, "Add")).toEqual([["batch", "slot", 6]]);
    expect(run(changed)).toEqual(run(graph));
  });

  it("leaves what a hook shows as it is, beside", () => {
    const graph = block(({ g, hidden }) => g.output("shown", hidden));
    const changed = early(graph);
    expect(dimsOf(changed, "Hook")).toEqual([["batch", "pos", 6]]);
    expect(dimsOf(changed, "Tanh")).toHaveLength(2);
    expect(run(changed)).toEqual(run(graph));
  });

  it("goes through a hook that must be on the way", () => {
    const changed = early(block(), ["hidden"]);
    expect(dimsOf(changed, "Hook")).toEqual([["batch", "pos", 6]]);
    expect(dimsOf(changed, "Tanh")).toEqual([["batch", "pos", 6]]);
    expect(dimsOf(changed, "Add")).toEqual([["batch", "slot", 6]]);
    expect(run(changed)).toEqual(run(block()));
  });

  it("picks operands that differ by position, and no others", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", ["batch", "pos", 4]);
    const everywhere = g.op("Slice", x, [0], [1], [1]); // [batch, 1, 4]
    const y = g.op("Where", g.op("Less", x, everywhere), x, g.param("gain", "float32", [4]));
    const select = g.input("select", "int64", ["batch", "slot"]);
    g.output("picked", g.op("Gather", g.op("Reshape", y, [-1, 4]), select, { axis: 0 }));
    const changed = early(g.build());
    expect(dimsOf(changed, "Where")).toEqual([["batch", "slot", 4]]);
    expect(run(changed)).toEqual(run(g.build()));
  });

  it("returns a graph without picks as it is", () => {
    const g = new Builder(opTable);
    g.output("y", g.op("Tanh", g.input("x", "float32", ["batch", "pos", 4])));
    const graph = g.build();
    expect(early(graph).nodes).toEqual(graph.nodes);
  });
});
