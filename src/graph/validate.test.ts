import { describe, expect, it } from "vitest";
import { opTable } from "../ops/table.generated.ts";
import { Builder } from "./builder.ts";
import type { Graph, Node, Value } from "./graph.ts";
import { validateGraph } from "./validate.ts";

/** `y = hook(−(x·W))`, and lengths that only a run knows. */
function sound(): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["n", 3]);
  const w = g.param("W", "float32", [3, 3]);
  const y = g.scope("blocks.0", () =>
    g.hook("hook_out", g.op("Neg", g.op("MatMul", x, w)), ["row", "unit"]),
  );
  const reshaped = g.op("Reshape", y, g.input("shape", "int64", [2]));
  g.output("y", g.op("Concat", reshaped, reshaped, { axis: 1 }));
  return g.build();
}

const graph = sound();
const [product, negated, hooked, reshaped, joined] = graph.nodes;
const stranger: Value = { id: 999, dtype: "float32", dims: ["n", 3] };

function withNode(old: Node, changed: Partial<Node>): Graph {
  const nodes = graph.nodes.map((node) => (node === old ? { ...node, ...changed } : node));
  return { ...graph, nodes };
}

function claiming(old: Node, changed: Partial<Value>): Graph {
  return withNode(old, { outputs: [{ ...old.outputs[0], ...changed }] });
}

describe("validateGraph", () => {
  it("accepts a graph that a builder wrote", () => {
    expect(() => validateGraph(graph, opTable)).not.toThrow();
  });

  it.each<[string, Graph, string]>([
    [
      "a value that nothing computes",
      withNode(negated, { inputs: [stranger] }),
      "Neg at blocks.0 uses a value that no node before it computes",
    ],
    [
      "a value used before it is computed",
      { ...graph, nodes: [negated, product, hooked, reshaped, joined] },
      "Neg at blocks.0 uses a value that no node before it computes",
    ],
    [
      "a value computed twice",
      { ...graph, nodes: [product, product, ...graph.nodes.slice(1)] },
      "MatMul at blocks.0 computes a value that exists already",
    ],
    [
      "an input computed again",
      withNode(negated, { outputs: [graph.inputs[0].value] }),
      "Neg at blocks.0 computes a value that exists already",
    ],
    [
      "two values with one id",
      claiming(joined, { id: product.outputs[0].id }),
      `Concat computes a value whose id ${product.outputs[0].id} is taken`,
    ],
    [
      "two inputs of one name",
      { ...graph, inputs: [...graph.inputs, { name: "x", value: stranger }] },
      'the name "x" is used twice',
    ],
    [
      "a param named as an input",
      { ...graph, params: [{ name: "x", value: graph.params[0].value }] },
      'the name "x" is used twice',
    ],
    [
      "two outputs of one name",
      { ...graph, outputs: [...graph.outputs, ...graph.outputs] },
      'the name "y" is used twice',
    ],
    [
      "two hooks of one name",
      withNode(negated, { op: "Hook", attrs: hooked.attrs }),
      'two hooks are named "hook_out"',
    ],
    ["an unknown op", withNode(negated, { op: "NoSuchOp" }), "NoSuchOp at blocks.0 is no known op"],
    [
      "dims that are not those of the op",
      claiming(negated, { dims: [3, "n"] }),
      "Neg at blocks.0 claims the wrong type; expected float32[n, 3], got float32[3, n]",
    ],
    [
      "a dtype that is not that of the op",
      claiming(negated, { dtype: "float64" }),
      "expected float32[n, 3], got float64[n, 3]",
    ],
    ["too few outputs", withNode(negated, { outputs: [] }), "expected float32[n, 3], got nothing"],
    [
      "too many outputs",
      withNode(negated, { outputs: [...negated.outputs, stranger] }),
      "expected float32[n, 3], got float32[n, 3], float32[n, 3]",
    ],
    [
      "inputs that the op does not take",
      withNode(product, { inputs: [graph.inputs[0].value, graph.inputs[1].value] }),
      "validateGraph: MatMul at blocks.0: ",
    ],
    [
      "a length called by the name of another",
      claiming(reshaped, { dims: ["n", "_1"] }),
      "Reshape claims the wrong type; expected float32[",
    ],
    [
      "two lengths called the same",
      claiming(reshaped, { dims: ["_0", "_0"] }),
      "Reshape claims the wrong type; expected float32[_0, ",
    ],
    [
      "a length that changes its name",
      claiming(joined, { dims: ["_7", "2*_1"] }),
      "Concat claims the wrong type; expected float32[_0, 2*_1], got float32[_7, 2*_1]",
    ],
    [
      "an output that nothing computes",
      { ...graph, outputs: [{ name: "y", value: stranger }] },
      'output "y" is computed by no node',
    ],
  ])("refuses %s", (_, broken, message) => {
    expect(() => validateGraph(broken, opTable)).toThrow(
      expect.objectContaining({ code: "BAD_SHAPE", message: expect.stringContaining(message) }),
    );
  });

  it("accepts lengths under other names than it would give them", () => {
    const dims = [
      ["_30", "_20"],
      ["_30", "2*_20"],
    ];
    const [value] = claiming(reshaped, { dims: dims[0] }).nodes[3].outputs;
    const nodes = [
      ...graph.nodes.slice(0, 3),
      { ...reshaped, outputs: [value] },
      { ...joined, inputs: [value, value], outputs: [{ ...joined.outputs[0], dims: dims[1] }] },
    ];
    const outputs = [{ name: "y", value: nodes[4].outputs[0] }];
    expect(() => validateGraph({ ...graph, nodes, outputs }, opTable)).not.toThrow();
  });
});
