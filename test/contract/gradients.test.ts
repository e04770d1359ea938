import { describe, expect, it } from "vitest";
import {
  gradientError,
  type Doubles,
  type Evaluate,
} from "../../src/autodiff/finite-difference.ts";
import { gradient } from "../../src/autodiff/vjp.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { RefTensor } from "../../src/graph/op.ts";
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

describe.each(TINY_MODELS)("the gradient of padded rows of %s", (model) => {
  it.each(["left", "right"] as const)("is that of each row alone, padded on the %s", (side) => {
    const lengths = [3, 5];
    const alone = tinyGraph(model);
    const wrt = ["hook_embed", ...alone.params.map((port) => port.name)];
    const params = tinyParams(alone);
    const padded = tinyGraph(model, { padded: true });
    const feeds = tinyFeeds(padded, lengths, side);
    const together = slopes(padded, wrt, params, feeds, [0, 1]);
    const apart = lengths.map((length, row) => {
      const first = side === "left" ? 5 - length : 0;
      const own = Object.entries(feeds).map(([name, x]) => [name, cells(x, row, first, length)]);
      return slopes(alone, wrt, params, Object.fromEntries(own), [row]);
    });
    lengths.forEach((length, row) => {
      const first = side === "left" ? 5 - length : 0;
      const here = cells(together.hook_embed, row, first, length);
      expectNear(here.data, apart[row].hook_embed.data);
    });
    for (const name of wrt.slice(1)) {
      const [a, b] = apart.map((each) => each[name].data);
      expectNear(
        together[name].data,
        a.map((x, i) => x + b[i]),
      );
    }
  });
});

/** Gradients of all outputs, weighted by row, place in the row and unit; padding weighs nothing. */
function slopes(
  graph: Graph,
  wrt: readonly string[],
  params: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, Tensor>>,
  rows: readonly number[],
): Record<string, RefTensor> {
  const of = graph.outputs.map((port) => port.name);
  const plain = interpret(graph, opTable, feeds, params);
  const mask = feeds.mask?.data ?? new Uint8Array(feeds.ids.data.length).fill(1);
  const cotangents = of.map((name) => {
    const { dims } = plain[name];
    const [units, places] = [dims[dims.length - 1], dims.length === 3 ? dims[1] : 1];
    const data = plain[name].data.map((_, i) => {
      const [row, at, unit] = [
        Math.floor(i / units / places),
        Math.floor(i / units) % places,
        i % units,
      ];
      const cell = row * places + at;
      const weight = Math.sin(1 + 7 * rows[row] + 3 * Number(feeds.positions.data[cell]) + unit);
      return places === 1 ? Math.cos(rows[row] + unit) : weight * Number(mask[cell]);
    });
    return [`cotangent:${name}`, { dtype: "float64", dims, data }];
  });
  const graphOfSlopes = gradient(graph, opTable, { of, wrt, cotangents: "inputs" });
  const fed = { ...feeds, ...(Object.fromEntries(cotangents) as Record<string, RefTensor>) };
  const found = interpret(graphOfSlopes, opTable, fed, params);
  return Object.fromEntries(wrt.map((name) => [name, found[`gradient:${name}`]]));
}

/** `length` cells of one row of a `[batch, pos, …]` tensor, as a batch of one. */
function cells<T extends RefTensor | Tensor>(x: T, row: number, first: number, length: number): T {
  const [, pos, ...rest] = x.dims;
  const size = rest.reduce((a, b) => a * b, 1);
  const start = (row * pos + first) * size;
  return { ...x, dims: [1, length, ...rest], data: x.data.slice(start, start + length * size) };
}

function expectNear(got: Float64Array, expected: Float64Array): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((x, i) => expect(Math.abs(x - expected[i])).toBeLessThan(1e-10));
}

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
