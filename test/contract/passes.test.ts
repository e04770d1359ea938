import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradient } from "../../src/autodiff/vjp.ts";
import { hooks, type Graph } from "../../src/graph/graph.ts";
import type { OpTable } from "../../src/graph/op.ts";
import { parseGraph } from "../../src/graph/parse.ts";
import { mergeCommonSubexpressions } from "../../src/graph/passes/common-subexpressions.ts";
import { removeDeadCode } from "../../src/graph/passes/dead-code.ts";
import { foldConstants } from "../../src/graph/passes/fold-constants.ts";
import { specialise } from "../../src/graph/passes/specialise.ts";
import { split } from "../../src/graph/passes/split.ts";
import { supply } from "../../src/graph/passes/supply.ts";
import { printGraph } from "../../src/graph/print.ts";
import { rewrite } from "../../src/graph/rewrite.ts";
import { validateGraph } from "../../src/graph/validate.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret, type RefFeeds } from "../../src/runtime/interpret.ts";
import { graphAndHooks, randomFeeds, randomGraph } from "../helpers/random-graph.ts";
import { TINY_MODELS, tinyFeeds, tinyGraph, tinyParams } from "../helpers/tiny-models.ts";

type Pass = (graph: Graph, table: OpTable) => Graph;

const PASSES: readonly (readonly [string, Pass])[] = [
  ["mergeCommonSubexpressions", mergeCommonSubexpressions],
  ["removeDeadCode", removeDeadCode],
  ["foldConstants", foldConstants],
  ["specialise by nothing", (graph, table) => specialise(graph, table, {})],
  ["specialise to the dims fed", (graph, table) => specialise(graph, table, { batch: 2, pos: 5 })],
  ["rewrite that changes nothing", (graph, table) => rewrite(graph, table, () => null)],
  ["printGraph and parseGraph", (graph, table) => parseGraph(printGraph(graph), table)],
];

describe.each(PASSES)("%s", (_, pass) => {
  it("keeps what small graphs compute, to the last bit", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const feeds = randomFeeds(graph);
        const changed = pass(graph, opTable);
        validateGraph(changed, opTable);
        expect(run(changed, feeds)).toEqual(run(graph, feeds));
      }),
    );
  });

  it.each(modelCases())("keeps what %s computes, to the last bit", (_, graph, feeds) => {
    const changed = pass(graph, opTable);
    validateGraph(changed, opTable);
    expect(run(changed, feeds)).toEqual(run(graph, feeds));
  });
});

describe("supply", () => {
  it("gives the same outputs when fed what the hooks held", () => {
    fc.assert(
      fc.property(graphAndHooks, ([graph, names]) => {
        expectSupplied(graph, names, randomFeeds(graph));
      }),
    );
  });

  it.each(modelCases())("gives %s's outputs from any one of its hooks", (_, graph, feeds) => {
    for (const name of hooks(graph).keys()) expectSupplied(graph, [name], feeds);
  });
});

describe("split", () => {
  it("gives pieces that, run in turn, are the whole", () => {
    fc.assert(
      fc.property(graphAndHooks, ([graph, names]) => {
        const feeds = randomFeeds(graph);
        expect(runPieces(graph, names, feeds)).toEqual(run(graph, feeds));
      }),
    );
  });

  it.each(modelCases())(
    "gives pieces of %s that, run in turn, are the whole",
    (_, graph, feeds) => {
      const all = [...hooks(graph).keys()];
      const third = all.filter((_, i) => i % 3 === 1);
      const whole = run(graph, feeds);
      for (const names of [...all.map((name) => [name]), third, all]) {
        expect(runPieces(graph, names, feeds)).toEqual(whole);
      }
    },
  );
});

/** Models with rows of one length, with padded rows, and with gradients by both ends of them. */
function modelCases(): [string, Graph, RefFeeds][] {
  return TINY_MODELS.flatMap((model): [string, Graph, RefFeeds][] => {
    const plain = tinyGraph(model);
    const padded = tinyGraph(model, { padded: true });
    const of = padded.outputs.map((port) => port.name);
    const backward = gradient(padded, opTable, { of, wrt: ["hook_embed", "blocks.1.mlp.W_out"] });
    const params = tinyParams(plain);
    const even = { ...params, ...tinyFeeds(plain, [5, 5]) };
    const uneven = { ...params, ...tinyFeeds(padded, [3, 5]) };
    return [
      [model, plain, even],
      [`padded ${model}`, padded, uneven],
      [`padded ${model} with gradients`, backward, uneven],
    ];
  });
}

function run(graph: Graph, feeds: RefFeeds): ReturnType<typeof interpret> {
  return interpret(graph, opTable, feeds, feeds);
}

function expectSupplied(graph: Graph, names: readonly string[], feeds: RefFeeds): void {
  const present = hooks(graph);
  const captured = names.map((name) => ({ name, value: present.get(name)!.outputs[0] }));
  const held = run({ ...graph, outputs: captured }, feeds);
  const supplied = supply(graph, opTable, names);
  validateGraph(supplied, opTable);
  expect(run(supplied, { ...feeds, ...held })).toEqual(run(graph, feeds));
}

/** Every output of every piece, each piece fed what those before it left alive. */
function runPieces(
  graph: Graph,
  names: readonly string[],
  feeds: RefFeeds,
): ReturnType<typeof interpret> {
  let known: RefFeeds = feeds;
  const outputs: ReturnType<typeof interpret> = {};
  for (const piece of split(graph, names)) {
    validateGraph(piece.graph, opTable);
    const computed = run(piece.graph, known);
    known = { ...known, ...computed };
    for (const { name } of graph.outputs) if (name in computed) outputs[name] = computed[name];
  }
  return outputs;
}
