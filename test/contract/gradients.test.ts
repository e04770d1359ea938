import { describe, expect, it } from "vitest";
import {
  gradientError,
  type Doubles,
  type Evaluate,
} from "../../src/autodiff/finite-difference.ts";
import { gradient } from "../../src/autodiff/vjp.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { supply } from "../../src/graph/passes/supply.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { generator } from "../../src/tensor/random.ts";
import { toRef } from "../../src/tensor/reference.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { TINY_MODELS, tinyFeeds, tinyGraph, tinyParams } from "../helpers/tiny-models.ts";

/** Float64 differences with a step of 1e-5 are good to 1e-7 through two layers. */
const TOLERANCE = 1e-5;

const evaluate: Evaluate = (graph, feeds) => {
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, x]) => [name, { dtype: "float64" as const, ...x }]),
  );
  return interpret(graph, opTable, tensors, tensors);
};

describe.each(TINY_MODELS)("the gradient of a 2-layer %s", (model) => {
  describe.each([
    ["rows of one length", false, [5, 5]],
    ["padded rows", true, [3, 5]],
  ] as const)("over %s", (_, padded, lengths) => {
    const graph = tinyGraph(model, { padded });
    const feeds = doubles({ ...tinyParams(graph), ...tinyFeeds(graph, lengths) });
    const of = graph.outputs.map((port) => port.name);

    it("is the slope of every output by every weight", () => {
      const wrt = graph.params.map((port) => port.name);
      const error = gradientError({ evaluate, table: opTable, graph, feeds, of, wrt });
      expect(error).toBeLessThanOrEqual(TOLERANCE);
    });

    it("is the slope of every output by the embeddings", () => {
      const check = atEmbeddings(graph, feeds, lengths);
      const error = gradientError({ evaluate, table: opTable, of, ...check });
      expect(error).toBeLessThanOrEqual(TOLERANCE);
    });

    it("has the slope that its own gradient says", () => {
      const { graph: open, feeds: fed, wrt } = atEmbeddings(graph, feeds, lengths);
      const first = gradient(open, opTable, { of, wrt });
      const slopes = first.outputs.filter(({ name }) => name.startsWith("gradient:"));
      const again = { ...first, outputs: slopes.map(({ value }) => ({ name: "slope", value })) };
      const check = { graph: again, feeds: fed, of: ["slope"], wrt };
      expect(gradientError({ evaluate, table: opTable, ...check })).toBeLessThanOrEqual(TOLERANCE);
    });
  });
});

/** The graph from the embeddings on, fed with some that no token has. */
function atEmbeddings(
  graph: Graph,
  feeds: Readonly<Record<string, Doubles>>,
  lengths: readonly number[],
): {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Doubles>>;
  readonly wrt: string[];
} {
  const random = generator(3);
  const dims = [lengths.length, Math.max(...lengths), 8];
  const data = Float64Array.from({ length: dims[0] * dims[1] * dims[2] }, random.normal);
  return {
    graph: supply(graph, opTable, ["hook_embed"]),
    feeds: { ...feeds, hook_embed: { dims, data } },
    wrt: ["hook_embed"],
  };
}

function doubles(tensors: Readonly<Record<string, Tensor>>): Record<string, Doubles> {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, toRef(x)]));
}
