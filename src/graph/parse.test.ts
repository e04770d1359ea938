import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGraph } from "../../test/helpers/random-graph.ts";
import { TINY_MODELS, tinyGraph } from "../../test/helpers/tiny-models.ts";
import { gradient } from "../autodiff/vjp.ts";
import { opTable } from "../ops/table.generated.ts";
import { bool, float32, type Tensor } from "../tensor/tensor.ts";
import { Builder } from "./builder.ts";
import type { Graph } from "./graph.ts";
import { parseGraph } from "./parse.ts";
import { printGraph } from "./print.ts";
import { validateGraph } from "./validate.ts";

function expectRoundTrip(graph: Graph): void {
  const text = printGraph(graph);
  const read = parseGraph(text, opTable);
  validateGraph(read, opTable);
  expect(printGraph(read)).toBe(text);
}

describe("parseGraph", () => {
  it("reads what small graphs print as, to the same text", () => {
    fc.assert(fc.property(randomGraph, expectRoundTrip));
  });

  it.each(TINY_MODELS)("reads what %s and its gradient print as, to the same text", (model) => {
    for (const padded of [false, true]) {
      const graph = tinyGraph(model, { padded });
      expectRoundTrip(graph);
      const of = graph.outputs.map((port) => port.name);
      expectRoundTrip(gradient(graph, opTable, { of, wrt: ["hook_embed", "blocks.0.attn.W_Q"] }));
    }
  });

  it("keeps constants of every type to the last bit", () => {
    const constants: Tensor[] = [
      float32([6], [0.1, -0, 1e-45, Infinity, -Infinity, Number.NaN]),
      { dtype: "float64", dims: [2], data: Float64Array.of(1 / 3, -5e-324) },
      { dtype: "float16", dims: [1], data: Uint16Array.of(0x3555) },
      { dtype: "int64", dims: [], data: BigInt64Array.of(-(2n ** 63n)) },
      { dtype: "uint64", dims: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
      bool([2], [true, false]),
      float32([0], []),
    ];
    const g = new Builder(opTable);
    constants.forEach((value, i) => g.output(`c${i}`, g.constant(value)));
    const read = parseGraph(printGraph(g.build()), opTable);
    expect(read.nodes.map((node) => node.attrs.value)).toEqual(constants);
  });

  it("keeps names, attributes and paths that need quoting", () => {
    const g = new Builder(opTable);
    const x = g.input('an "odd", name: %0  # x', "float32", ["n"]);
    g.output(
      "y)",
      g.scope("step 1\n2", () => g.hook("a, b} = c", x, ["]"])),
    );
    g.output("cast", g.op("Cast", x, { to: "float64" }));
    expectRoundTrip(g.build());
    expect(parseGraph(printGraph(g.build()), opTable)).toEqual(g.build());
  });

  it("passes over empty lines and remarks, and names values as it likes", () => {
    const read = parseGraph(
      "# a steering vector\n\ninput x: float32[pos*batch, 2]\n  # twice\ny: float32[batch*pos, 2] = Add(x, x)\noutput z = y\n",
      opTable,
    );
    expect(printGraph(read)).toBe(
      "input x: float32[batch*pos, 2]\n%0: float32[batch*pos, 2] = Add(x, x)\noutput z = %0\n",
    );
  });

  it.each([
    ["a word", "nonsense", 'expected ": "'],
    ["no type", "input x", 'column 8; expected ": ", got the end of the line'],
    ["no such type", "input x: float3[2]", 'unknown dtype "float3"'],
    ["a bad length", "input x: float32[2, ?]", 'expected a length, got "?]"'],
    ["no inputs", "%0: float32[] = Neg", 'expected "("'],
    ["a bad attribute", "%0: float32[] = Neg() {a: }", 'expected "[", got "}"'],
    ["a bad list", "%0: float32[] = Neg() {a: [x]}", 'expected a number or a string, got "x]}"'],
    ["a bad string", '%0: float32[] = Neg() {a: "\\x"}', "JSON"],
    ["more on the line", "output y = %0 %1", 'unknown value "%0"'],
    ["a short constant", "%0: int64[2] = Constant() {value: int64[2] (1)}", "expected 2 elements"],
    ["a fraction as an integer", "%0: int64[1] = Constant() {value: int64[1] (1.5)}", "1.5"],
    [
      "a constant of unknown size",
      "%0: int64[n] = Constant() {value: int64[n] (1)}",
      "known lengths",
    ],
  ])("names the line of %s", (_, line, message) => {
    const read = (): unknown => parseGraph(`input a: float32[2]\n\n${line}\n`, opTable);
    expect(read).toThrow(/^parseGraph: line 3: /);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ name: "VitrineError" }));
  });

  it.each([
    ["UNKNOWN_NAME", "%0: float32[2] = NoSuchOp(a)", 'unknown op "NoSuchOp"'],
    ["UNKNOWN_NAME", "%0: float32[2] = Neg(b)", 'unknown value "b". Did you mean "a"?'],
    [
      "BAD_SHAPE",
      "%0: float32[3] = Neg(a)",
      "Neg gives other types; expected float32[2], got float32[3]",
    ],
    ["BAD_SHAPE", "%0: int64[2] = Neg(a)", "expected float32[2], got int64[2]"],
    ["BAD_SHAPE", "%0: float32[2], %1: float32[2] = Neg(a)", "got float32[2], float32[2]"],
    ["BAD_SHAPE", "%0: float32[2] = MatMul(a, –)", "MatMul"],
    ["BAD_FILE", "a: float32[2] = Neg(a)", 'the name "a" is taken'],
    ["BAD_OPTION", "input a: float32[2]", 'the name "a" is taken'],
  ])("refuses with %s: %s", (code, line, message) => {
    const read = (): unknown => parseGraph(`input a: float32[2]\n${line}`, opTable);
    expect(read).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
    expect(read).toThrow(/^parseGraph: line 2: /);
  });

  it("refuses a length that the shape rules do not know to be equal", () => {
    const claim = (dims: string): string =>
      `input x: float32[n]\ninput s: int64[2]\n%0: float32[${dims}] = Reshape(x, s)\n`;
    expect(() => parseGraph(claim("_0, _1"), opTable)).not.toThrow();
    for (const dims of ["_0, _0", "n, _1", "2, _1"]) {
      expect(() => parseGraph(claim(dims), opTable)).toThrow("Reshape gives other types");
    }
  });

  it("says how to pass a constant that is printed by its digest", () => {
    const g = new Builder(opTable);
    g.output("y", g.constant(float32([17], Array<number>(17).fill(1))));
    expect(() => parseGraph(printGraph(g.build()), opTable)).toThrow(
      "parseGraph: line 1: a constant is printed by its digest, which does not give its elements back. Pass it as a param.",
    );
  });
});
