import { describe, expect, it } from "vitest";
import { opTable } from "../ops/table.generated.ts";
import { interpret } from "../runtime/interpret.ts";
import { generator } from "../tensor/random.ts";
import { float32, type Tensor } from "../tensor/tensor.ts";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { validateGraph } from "../graph/validate.ts";
import { weightFirst } from "./weight-first.ts";

/** Products with weights at every position and at the last, and some that are none of these. */
function products(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["batch", "pos", 4]);
  const [w, v] = [g.param("W", "float32", [3, 4]), g.param("V", "float32", [4, 3])];
  const rows = g.op("Reshape", x, [-1, 4]);
  g.output("plain", g.op("Gemm", rows, w, null, { transB: 1 }));
  g.output("biased", g.op("Gemm", rows, w, g.param("b", "float32", [3]), { transB: 1 }));
  const last = g.op("Squeeze", g.op("Slice", x, [-1], [2 ** 31], [1]), [1]);
  g.output("last", g.op("Gemm", last, w, null, { transB: 1 }));
  g.output("untransposed", g.op("Gemm", rows, v, null, {}));
  g.output("scaled", g.op("Gemm", rows, w, null, { transB: 1, alpha: 2 }));
  g.output("ofData", g.op("Gemm", rows, rows, null, { transB: 1 }));
  return g.build();
}

function outputs(graph: Graph): Record<string, { data: Float64Array; dims: readonly number[] }> {
  const random = generator(3);
  const draw = (dims: readonly number[]): Tensor => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return float32(
      dims,
      Array.from({ length: size }, () => random.normal()),
    );
  };
  return interpret(
    graph,
    opTable,
    { x: draw([2, 3, 4]) },
    { W: draw([3, 4]), V: draw([4, 3]), b: draw([3]) },
  );
}

const turned = (graph: Graph): string[] =>
  graph.outputs
    .filter(({ value }) => graph.nodes.some((n) => n.op === "Transpose" && n.outputs[0] === value))
    .map(({ name }) => name);

describe("weightFirst", () => {
  it("turns x · Wᵀ with weights, and nothing else", () => {
    expect(turned(weightFirst(products()))).toEqual(["plain", "biased", "last"]);
  });

  it("leaves a sound graph that computes the same", () => {
    const graph = products();
    const after = weightFirst(graph);
    expect(() => validateGraph(after, opTable)).not.toThrow();
    const results = outputs(after);
    for (const [name, { data, dims }] of Object.entries(outputs(graph))) {
      expect(results[name].dims).toEqual(dims);
      // both in float64: only the order of the sums differs
      results[name].data.forEach((value, i) => expect(value).toBeCloseTo(data[i], 12));
    }
  });

  it("leaves a single row alone, and a result much wider than its rows", () => {
    const g = new Builder(opTable);
    const [one, wide] = [g.input("one", "float32", [1, 4]), g.param("U", "float32", [33, 4])];
    const x = g.input("x", "float32", ["rows", 4]);
    g.output("single", g.op("Gemm", one, g.param("W", "float32", [3, 4]), null, { transB: 1 }));
    g.output("vocabulary", g.op("Gemm", x, wide, null, { transB: 1 }));
    const graph = g.build();
    expect(weightFirst(graph).nodes).toEqual(graph.nodes);
  });
});
