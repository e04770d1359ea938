import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph, Value } from "../graph/graph.ts";
import type { GradientRule } from "../graph/op.ts";
import { printGraph } from "../graph/print.ts";
import { validateGraph } from "../graph/validate.ts";
import { opTable } from "../ops/table.generated.ts";
import { interpret, type RefFeeds } from "../runtime/interpret.ts";
import type { DType } from "../tensor/dtype.ts";
import { float32, int64 } from "../tensor/tensor.ts";
import { gradient, type GradientRequest } from "./vjp.ts";

function graphOf(write: (g: Builder) => void): Graph {
  const g = new Builder(opTable);
  write(g);
  return g.build();
}

/** All outputs of the gradient graph, as lists of numbers. */
function outputs(
  graph: Graph,
  request: GradientRequest,
  feeds: RefFeeds,
): Record<string, readonly number[]> {
  const differentiated = gradient(graph, opTable, request);
  validateGraph(differentiated, opTable);
  const computed = interpret(differentiated, opTable, feeds, feeds);
  return Object.fromEntries(Object.entries(computed).map(([name, { data }]) => [name, [...data]]));
}

const vector = (g: Builder, name: string, length = 3): Value => g.input(name, "float32", [length]);

describe("gradient", () => {
  it("applies the product and the chain rule, and keeps the outputs", () => {
    const graph = graphOf((g) => {
      const [x, y] = [vector(g, "x"), vector(g, "y")];
      g.output("z", g.op("Mul", g.op("Mul", x, x), y)); // x²y
    });
    const feeds = { x: float32([3], [1, 2, 3]), y: float32([3], [5, 7, 11]) };
    expect(outputs(graph, { of: ["z"], wrt: ["x", "y"] }, feeds)).toEqual({
      z: [5, 28, 99],
      "gradient:x": [10, 28, 66], // 2xy
      "gradient:y": [1, 4, 9], // x²
    });
  });

  it("adds up what comes back over every path", () => {
    const graph = graphOf((g) => {
      const x = vector(g, "x");
      const twice = g.op("Mul", x, 2);
      g.output("z", g.op("Add", g.op("Mul", twice, twice), g.op("Add", twice, x))); // 4x² + 3x
    });
    const feeds = { x: float32([3], [0, 1, -2]) };
    expect(outputs(graph, { of: ["z"], wrt: ["x"] }, feeds)["gradient:x"]).toEqual([3, 11, -13]);
  });

  it("sums the gradients of all outputs asked for", () => {
    const graph = graphOf((g) => {
      const x = vector(g, "x");
      g.output("a", g.op("Mul", x, x));
      g.output("b", g.op("Mul", x, 10));
      g.output("c", g.op("Mul", x, 100));
    });
    const feeds = { x: float32([3], [1, 2, 3]) };
    expect(outputs(graph, { of: ["a", "b"], wrt: ["x"] }, feeds)["gradient:x"]).toEqual([
      12, 14, 16,
    ]);
  });

  it("sums over what was broadcast, also along lengths only the run knows", () => {
    const graph = graphOf((g) => {
      const x = g.input("x", "float32", ["m", 2]);
      const w = g.param("w", "float32", [2]);
      const scale = g.input("scale", "float32", ["n", 1]); // n is m or 1
      g.output("y", g.op("Mul", g.op("Mul", x, w), scale));
    });
    const feeds = { x: float32([2, 2], [1, 2, 3, 4]), w: float32([2], [10, 100]) };
    const request = { of: ["y"], wrt: ["w", "scale"] };
    const one = outputs(graph, request, { ...feeds, scale: float32([1, 1], [3]) });
    expect(one["gradient:w"]).toEqual([12, 18]); // Σ rows of 3x
    expect(one["gradient:scale"]).toEqual([640]); // Σ of x·w
    const two = outputs(graph, request, { ...feeds, scale: float32([2, 1], [3, 5]) });
    expect(two["gradient:w"]).toEqual([18, 26]);
    expect(two["gradient:scale"]).toEqual([210, 430]);
  });

  it("differentiates at a hook by its value after the hook", () => {
    const graph = graphOf((g) => {
      const h = g.hook("hook_h", g.op("Mul", vector(g, "x"), 2), ["unit"]);
      g.output("y", g.op("Mul", h, h));
    });
    const feeds = { x: float32([3], [1, 2, 3]) };
    const found = outputs(graph, { of: ["y"], wrt: ["hook_h", "x"] }, feeds);
    expect(found["gradient:hook_h"]).toEqual([4, 8, 12]); // 2h
    expect(found["gradient:x"]).toEqual([8, 16, 24]); // 8x
  });

  it("differentiates an output by itself to one", () => {
    const graph = graphOf((g) => g.output("y", g.hook("hook_y", vector(g, "x"), ["unit"])));
    const feeds = { x: float32([3], [1, 2, 3]) };
    expect(outputs(graph, { of: ["y"], wrt: ["hook_y"] }, feeds)["gradient:hook_y"]).toEqual([
      1, 1, 1,
    ]);
  });

  it.each<[DType]>([["float32"], ["float64"]])(
    "gives the gradient of %s in its own type",
    (dtype) => {
      for (const dims of [[], [3], ["n"]]) {
        const graph = graphOf((g) => g.output("y", g.op("Exp", g.input("x", dtype, dims))));
        const { value } = gradient(graph, opTable, { of: ["y"], wrt: ["x"] }).outputs[1];
        expect(value).toMatchObject({ dtype, dims });
      }
    },
  );

  it("takes cotangents as inputs where asked to", () => {
    const graph = graphOf((g) => {
      const x = g.input("x", "float32", ["n"]);
      g.output("y", g.op("Mul", x, x));
    });
    const request = { of: ["y"], wrt: ["x"], cotangents: "inputs" } as const;
    const [, cotangent] = gradient(graph, opTable, request).inputs;
    expect(cotangent).toMatchObject({ name: "cotangent:y", value: { dims: ["n"] } });
    const feeds = { x: float32([2], [3, 4]), "cotangent:y": float32([2], [1, -10]) };
    expect(outputs(graph, request, feeds)["gradient:x"]).toEqual([6, -80]);
  });

  it("stops where the graph says so", () => {
    const graph = graphOf((g) => {
      const x = vector(g, "x");
      g.output("y", g.op("Mul", x, g.op("StopGradient", x)));
    });
    const feeds = { x: float32([3], [1, 2, 3]) };
    expect(outputs(graph, { of: ["y"], wrt: ["x"] }, feeds)).toEqual({
      y: [1, 4, 9],
      "gradient:x": [1, 2, 3], // not 2x
    });
  });

  it("walks by other rules where they are given", () => {
    const guided: GradientRule = ({ g, cotangents: [dy] }) => [g.op("Relu", dy)];
    const graph = graphOf((g) => g.output("y", g.op("Relu", vector(g, "x"))));
    const request = {
      of: ["y"],
      wrt: ["x"],
      cotangents: "inputs",
      rules: new Map([["Relu", guided]]),
    } as const;
    const feeds = { x: float32([3], [1, -2, 3]), "cotangent:y": float32([3], [5, 5, -5]) };
    expect(outputs(graph, request, feeds)["gradient:x"]).toEqual([5, 5, 0]);
    expect(outputs(graph, { ...request, rules: new Map() }, feeds)["gradient:x"]).toEqual([
      5, 0, -5,
    ]);
  });

  it("differentiates a gradient again", () => {
    const cube = graphOf((g) => {
      const x = vector(g, "x");
      g.output("y", g.op("Mul", g.op("Mul", x, x), x));
    });
    const first = gradient(cube, opTable, { of: ["y"], wrt: ["x"] });
    const second = { ...first, outputs: [{ name: "slope", value: first.outputs[1].value }] };
    const feeds = { x: float32([3], [1, 2, -3]) };
    expect(outputs(second, { of: ["slope"], wrt: ["x"] }, feeds)).toEqual({
      slope: [3, 12, 27], // 3x²
      "gradient:x": [6, 12, -18], // 6x
    });
  });

  it("writes nothing for values that nothing asks about", () => {
    const graph = graphOf((g) => {
      const x = vector(g, "x");
      g.output("y", g.op("Mul", x, g.param("w", "float32", [3])));
      g.output("other", g.op("Tanh", x));
    });
    const text = printGraph(gradient(graph, opTable, { of: ["y"], wrt: ["x"] }));
    expect(text.match(/= \w+/g)).toEqual([
      "= Mul", // y
      "= Tanh", // other
      "= Constant", // the cotangent's shape
      "= ConstantOfShape",
      "= Mul", // dy · w
    ]);
  });

  it("says where each backward step belongs", () => {
    const graph = graphOf((g) => {
      const x = vector(g, "x");
      g.output(
        "y",
        g.scope("blocks.3", () => g.scope("mlp", () => g.op("Exp", x))),
      );
    });
    const { nodes } = gradient(graph, opTable, { of: ["y"], wrt: ["x"] });
    expect(nodes.at(-1)).toMatchObject({ op: "Mul", path: "blocks.3.mlp" });
  });
});

describe("gradient refuses", () => {
  const named = { of: ["y"], wrt: ["x"] };

  it("an op without a derivative, naming it and its place", () => {
    const table = new Map(opTable);
    const { gradient: _, ...rest } = opTable.get("Tanh")!;
    table.set("Tanh", rest);
    const graph = graphOf((g) => {
      const y = g.scope("blocks.1", () => g.scope("mlp", () => g.op("Tanh", vector(g, "x"))));
      g.output("y", g.op("Exp", y));
    });
    expect(() => gradient(graph, table, named)).toThrow(
      expect.objectContaining({
        code: "NO_GRADIENT",
        message:
          "gradient: Tanh at blocks.1.mlp has no derivative and lies on the path. Choose a target or hook after it.",
        details: { op: "Tanh", path: "blocks.1.mlp" },
      }),
    );
  });

  it("a value that does not influence the output", () => {
    const graph = graphOf((g) => {
      vector(g, "x");
      g.output("y", g.op("Exp", vector(g, "z")));
    });
    expect(() => gradient(graph, opTable, named)).toThrow(
      expect.objectContaining({
        code: "NO_GRADIENT",
        message: expect.stringContaining('"x" does not influence the target'),
      }),
    );
  });

  it("a value whose every path is a step, naming the steps", () => {
    const graph = graphOf((g) => {
      const top = g.scope("router", () => g.op("ArgMax", vector(g, "x"), { axis: 0 }));
      g.output("y", g.op("Cast", top, { to: "float32" }));
    });
    expect(() => gradient(graph, opTable, named)).toThrow(
      expect.objectContaining({
        code: "NO_GRADIENT",
        message: expect.stringContaining("only through ops without a slope (ArgMax at router)"),
      }),
    );
  });

  it("a value whose every path is rounded or stopped, naming where", () => {
    for (const op of ["Sign", "StopGradient"]) {
      const graph = graphOf((g) =>
        g.output(
          "y",
          g.scope("here", () => g.op(op, vector(g, "x"))),
        ),
      );
      expect(() => gradient(graph, opTable, named)).toThrow(
        expect.objectContaining({
          code: "NO_GRADIENT",
          message: expect.stringContaining(`(${op} at here)`),
        }),
      );
    }
  });

  it("integers, at both ends", () => {
    const graph = graphOf((g) => {
      const ids = g.input("ids", "int64", [2]);
      g.output("y", g.op("Gather", g.param("W_E", "float32", [5, 2]), ids));
      g.output("ids", ids);
    });
    const message = "holds int64; expected real numbers";
    expect(() => gradient(graph, opTable, { of: ["y"], wrt: ["ids"] })).toThrow(message);
    expect(() => gradient(graph, opTable, { of: ["ids"], wrt: ["W_E"] })).toThrow(message);
    const feeds = { W_E: float32([5, 2], Array(10).fill(1)), ids: int64([2], [3, 3]) };
    expect(outputs(graph, { of: ["y"], wrt: ["W_E"] }, feeds)["gradient:W_E"]).toEqual([
      0, 0, 0, 0, 0, 0, 2, 2, 0, 0,
    ]);
  });

  it("names that are not there, listing near ones", () => {
    const graph = graphOf((g) =>
      g.output("logits", g.hook("hook_embed", vector(g, "x"), ["unit"])),
    );
    expect(() => gradient(graph, opTable, { of: ["logit"], wrt: ["x"] })).toThrow(
      'gradient: unknown output "logit". Did you mean "logits"?',
    );
    expect(() => gradient(graph, opTable, { of: ["logits"], wrt: ["hook_embd"] })).toThrow(
      'gradient: unknown hook, weight or input "hook_embd". Did you mean "hook_embed"?',
    );
  });
});
