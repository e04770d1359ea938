import fc from "fast-check";
import { Builder } from "../../src/graph/builder.ts";
import { hooks, type Graph, type Value } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { generator } from "../../src/tensor/random.ts";
import { float32, type Tensor } from "../../src/tensor/tensor.ts";

/** Width of every value, `[batch, WIDTH]`. */
const WIDTH = 3;

type Write = (g: Builder, a: Value, b: Value, n: number) => Value;

/** What one step can write: every kind of thing that passes look at. */
const STEPS: Readonly<Record<string, Write>> = {
  add: (g, a, b) => g.op("Add", a, b),
  subtract: (g, a, b) => g.op("Sub", a, b),
  multiply: (g, a, b) => g.op("Mul", a, b),
  tanh: (g, a) => g.op("Tanh", a),
  mean: (g, a, b) => g.op("Sub", b, g.op("ReduceMean", a, [1], { keepdims: 1 })),
  twice: (g, a) => g.op("Mul", g.op("Exp", g.op("Neg", a)), g.op("Exp", g.op("Neg", a))),
  weight: (g, a, _, n) => g.op("Gemm", a, g.param(`W_${n % 2}`, "float32", [WIDTH, WIDTH])),
  constant: (g, a, _, n) => g.op("Add", a, g.constant(float32([WIDTH], [n, 2, -1]))),
  folded: (g, a, _, n) => g.op("Mul", a, g.op("Add", g.scalar(n, "float32"), 0.5)),
  reshape: (g, a) => g.reshape(g.op("Reshape", a, [-1]), [g.dim(a, 0), WIDTH]),
  parts: (g, a) => {
    const [left, right] = g.emit("Split", [a, [1, WIDTH - 1]], { axis: 1 });
    return g.op("Concat", right, left, { axis: 1 });
  },
  count: (g, a) => {
    const rows = g.op("Range", 0, g.op("Squeeze", g.dim(a, 0), [0]), g.scalar(1, "int64"));
    return g.op("Add", a, g.op("Unsqueeze", g.op("Cast", rows, { to: "float32" }), [1]));
  },
  stop: (g, a) => g.op("StopGradient", a),
  hook: (g, a, _, n) => g.hook(`hook_${n}`, a, ["batch", "unit"]),
};

/** Small graphs of inputs `x` and `y`, `[batch, 3]`, and outputs `last` and `some`. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .record({
    steps: fc.array(
      fc.record({ step: fc.constantFrom(...Object.keys(STEPS)), a: fc.nat(), b: fc.nat() }),
      { minLength: 1, maxLength: 12 },
    ),
    output: fc.nat(),
  })
  .map(({ steps, output }) => {
    const g = new Builder(opTable);
    const pool = ["x", "y"].map((name) => g.input(name, "float32", ["batch", WIDTH]));
    const pick = (i: number): Value => pool[i % pool.length];
    steps.forEach(({ step, a, b }, n) => {
      pool.push(g.scope(`step.${n}`, () => STEPS[step](g, pick(a), pick(b), n)));
    });
    g.output("last", pool[pool.length - 1]);
    g.output("some", pick(output));
    return g.build();
  });

/** Its inputs and weights for two rows. */
export function randomFeeds(graph: Graph): Record<string, Tensor> {
  const random = generator(5);
  const named = [...graph.inputs, ...graph.params].map(({ name, value }) => {
    const dims = value.dims.map((dim) => (typeof dim === "number" ? dim : 2));
    const length = dims[0] * dims[1];
    return [name, float32(dims, Array.from({ length }, random.normal))] as const;
  });
  return Object.fromEntries(named);
}

/** A random graph with some of its hooks. */
export const graphAndHooks: fc.Arbitrary<readonly [Graph, readonly string[]]> = randomGraph.chain(
  (graph) => fc.subarray([...hooks(graph).keys()]).map((names) => [graph, names] as const),
);
