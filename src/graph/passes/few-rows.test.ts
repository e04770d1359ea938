import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { interpret } from "../../runtime/interpret.ts";
import { generator } from "../../tensor/random.ts";
import { float32, type Tensor } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { validateGraph } from "../validate.ts";
import { fewRows, flipProducts, weightProductRows } from "./few-rows.ts";

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

const turned = (graph: Graph): number =>
  graph.nodes.filter((node) => node.op === "Transpose").length;

describe("weightProductRows", () => {
  it("finds the row counts of x · Wᵀ with weights, each once", () => {
    expect(weightProductRows(products())).toEqual(["batch*pos", "batch"]);
  });
});

describe("fewRows", () => {
  it("picks the counts from 2 to 48 at the lengths of a run", () => {
    const at = (batch: number, pos: number): readonly unknown[] =>
      fewRows(
        ["batch*pos", "batch", "_0"],
        new Map([
          ["batch", batch],
          ["pos", pos],
        ]),
      );
    expect(at(1, 1)).toEqual([]);
    expect(at(1, 2)).toEqual(["batch*pos"]);
    expect(at(2, 24)).toEqual(["batch*pos", "batch"]);
    expect(at(2, 25)).toEqual(["batch"]);
    expect(at(49, 1)).toEqual([]);
  });
});

describe("flipProducts", () => {
  it("turns the products of these row counts only", () => {
    expect(turned(flipProducts(products(), ["batch*pos"]))).toBe(2);
    expect(turned(flipProducts(products(), ["batch"]))).toBe(1);
    expect(flipProducts(products(), []).nodes.length).toBe(products().nodes.length);
  });

  it("leaves a sound graph that computes the same", () => {
    const graph = products();
    const flipped = flipProducts(graph, ["batch*pos", "batch"]);
    expect(() => validateGraph(flipped, opTable)).not.toThrow();
    const [before, after] = [outputs(graph), outputs(flipped)];
    for (const [name, { data, dims }] of Object.entries(before)) {
      expect(after[name].dims).toEqual(dims);
      // both in float64: only the order of the sums differs
      after[name].data.forEach((value, i) => expect(value).toBeCloseTo(data[i], 12));
    }
  });
});
