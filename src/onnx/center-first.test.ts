import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { validateGraph } from "../graph/validate.ts";
import { opTable } from "../ops/table.generated.ts";
import { interpret } from "../runtime/interpret.ts";
import { generator } from "../tensor/random.ts";
import { float32, type Tensor } from "../tensor/tensor.ts";
import { centerFirst } from "./center-first.ts";

/** Layer norms with and without bias, and two that are left alone. */
function norms(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["rows", 3, 4]);
  const [gain, bias] = [g.param("gain", "float32", [4]), g.param("bias", "float32", [4])];
  g.output("plain", g.op("LayerNormalization", x, gain));
  g.output("biased", g.op("LayerNormalization", x, gain, bias, { axis: 2, epsilon: 0.5 }));
  const wide = g.param("wide", "float32", [3, 4]);
  g.output("twoAxes", g.op("LayerNormalization", x, wide, { axis: 1 }));
  const [y, , inverse] = g.emit("LayerNormalization", [x, gain], { axis: -1 });
  g.output("read", g.op("Mul", y, inverse));
  return g.build();
}

function outputs(graph: Graph): ReturnType<typeof interpret> {
  const random = generator(5);
  const draw = (...dims: readonly number[]): Tensor => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return float32(
      dims,
      Array.from({ length: size }, () => random.normal()),
    );
  };
  const params = { gain: draw(4), bias: draw(4), wide: draw(3, 4) };
  return interpret(graph, opTable, { x: draw(2, 3, 4) }, params);
}

const count = (graph: Graph, op: string): number =>
  graph.nodes.filter((node) => node.op === op).length;

describe("centerFirst", () => {
  it("rewrites norms over the last axis whose mean and deviation nothing reads", () => {
    const after = centerFirst(norms());
    expect(count(after, "RMSNormalization")).toBe(2);
    expect(count(after, "LayerNormalization")).toBe(2);
  });

  it("leaves a sound graph that computes the same", () => {
    const after = centerFirst(norms());
    expect(() => validateGraph(after, opTable)).not.toThrow();
    const results = outputs(after);
    for (const [name, { data, dims }] of Object.entries(outputs(norms()))) {
      expect(results[name].dims).toEqual(dims);
      // float64 sums in another order
      results[name].data.forEach((value, i) => expect(value).toBeCloseTo(data[i], 12));
    }
  });

  it("gives back a graph that has none", () => {
    const g = new Builder(opTable);
    g.output("y", g.op("Tanh", g.input("x", "float32", [2])));
    const graph = g.build();
    expect(centerFirst(graph)).toBe(graph);
  });
});
