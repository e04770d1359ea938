import { describe, expect, it } from "vitest";
import { opTable } from "../../ops/table.generated.ts";
import { interpret } from "../../runtime/interpret.ts";
import { generator } from "../../tensor/random.ts";
import { float32, type Tensor } from "../../tensor/tensor.ts";
import { Builder } from "../builder.ts";
import type { Graph, Value } from "../graph.ts";
import { validateGraph } from "../validate.ts";
import { fuse } from "./fuse.ts";

interface Parts {
  readonly g: Builder;
  readonly x: Value;
  readonly centered: Value;
  readonly scale: Value;
  readonly normalized: Value;
  readonly y: Value;
}

interface Style {
  readonly rms?: true;
  readonly noBias?: true;
  readonly gainFirst?: true;
  readonly axes?: readonly number[];
  readonly gainDims?: readonly number[];
}

/** An open norm as blocks write it; `extra` may read a value inside it. */
function open(style: Style, extra: (parts: Parts) => void = () => {}): Graph {
  const g = new Builder(opTable);
  const x = g.input("x", "float32", ["batch", "pos", 4]);
  const gain = g.param("gain", "float32", style.gainDims ?? [4]);
  const mean = (v: Value): Value => g.op("ReduceMean", v, style.axes ?? [-1], { keepdims: 1 });
  const centered = style.rms ? x : g.op("Sub", x, mean(x));
  const scale = g.op("Sqrt", g.op("Add", mean(g.op("Mul", centered, centered)), 1e-3));
  const normalized = g.op("Div", centered, scale);
  const gained = style.gainFirst ? g.op("Mul", gain, normalized) : g.op("Mul", normalized, gain);
  const y = style.noBias ? gained : g.op("Add", gained, g.param("bias", "float32", [4]));
  g.output("y", y);
  extra({ g, x, centered, scale, normalized, y });
  return g.build();
}

const opsOf = (graph: Graph): string[] =>
  graph.nodes.map((node) => node.op).filter((op) => op !== "Constant");

function outputs(graph: Graph): Record<string, { data: Float64Array }> {
  const random = generator(5);
  const draw = (dims: readonly number[]): Tensor => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return float32(
      dims,
      Array.from({ length: size }, () => random.normal()),
    );
  };
  const params = Object.fromEntries(
    graph.params.map(({ name, value }) => [name, draw(value.dims as number[])]),
  );
  return interpret(graph, opTable, { x: draw([2, 3, 4]) }, params);
}

describe("fuse", () => {
  it.each<[string, Style, string[]]>([
    ["LayerNorm", {}, ["LayerNormalization"]],
    ["LayerNorm without bias", { noBias: true }, ["LayerNormalization"]],
    ["LayerNorm, gain on the left", { gainFirst: true }, ["LayerNormalization"]],
    ["LayerNorm over axis 2 of 3", { axes: [2] }, ["LayerNormalization"]],
    ["RMSNorm", { rms: true, noBias: true }, ["RMSNormalization"]],
    ["RMSNorm with a bias after it", { rms: true }, ["RMSNormalization", "Add"]],
  ])("writes an open %s as one op that computes the same", (_, style, ops) => {
    const graph = open(style);
    const fused = fuse(graph);
    expect(opsOf(fused)).toEqual(ops);
    expect(() => validateGraph(fused, opTable)).not.toThrow();
    const [before, after] = [outputs(graph).y.data, outputs(fused).y.data];
    // both in float64: only the order of a few operations differs
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i], 12));
  });

  it.each<[string, (parts: Parts) => void]>([
    ["the scale is an output", ({ g, scale }) => g.output("scale", scale)],
    ["the normalized value is an output", ({ g, normalized }) => g.output("n", normalized)],
  ])("leaves a norm open where %s", (_, extra) => {
    const graph = open({}, extra);
    expect(fuse(graph).nodes).toEqual(graph.nodes);
  });

  it.each<[string, Style]>([
    ["over other axes", { axes: [1] }],
    ["over two axes", { axes: [1, 2] }],
    ["with a gain that is no vector", { gainDims: [3, 4] }],
  ])("leaves a norm %s open", (_, style) => {
    const graph = open(style);
    expect(fuse(graph).nodes).toEqual(graph.nodes);
  });

  it("fuses the rest of a norm whose centered value is read", () => {
    const graph = open({}, ({ g, centered }) => g.output("c", g.op("Neg", centered)));
    expect(opsOf(fuse(graph))).toEqual(["ReduceMean", "Sub", "RMSNormalization", "Add", "Neg"]);
    const [before, after] = [outputs(graph).y.data, outputs(fuse(graph)).y.data];
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i], 12));
  });

  it("leaves what follows and precedes the norm as it is", () => {
    const graph = open({}, ({ g, x, y }) => g.output("sum", g.op("Add", x, g.op("Tanh", y))));
    expect(opsOf(fuse(graph))).toEqual(["LayerNormalization", "Tanh", "Add"]);
  });
});
