import { unknownName, VitrineError } from "../errors.ts";
import type { Builder } from "../graph/builder.ts";
import { hooks, portValue, type Graph, type Node, type Port, type Value } from "../graph/graph.ts";
import type { GradientRule, OpTable } from "../graph/op.ts";
import { rewrite } from "../graph/rewrite.ts";
import { isFloat } from "../tensor/dtype.ts";
import { fromRef } from "../tensor/reference.ts";

export interface GradientRequest {
  /** Names of the outputs to differentiate; their gradients are summed. */
  readonly of: readonly string[];
  /** Names of hooks, inputs or params to differentiate by. */
  readonly wrt: readonly string[];
  /**
   * `"ones"` differentiates the sum of each output's elements; `"inputs"` adds an input
   * `cotangent:<output>` in the output's dims, so that one graph serves many targets.
   * @defaultValue "ones"
   */
  readonly cotangents?: "ones" | "inputs";
  /** Rules that stand in for the ops' own, by op name: other walks over the same graph. */
  readonly rules?: ReadonlyMap<string, GradientRule>;
}

/**
 * Reverse-mode differentiation, graph in, graph out (Griewank & Walther 2008, §3.2): the result
 * computes everything the input graph does, and one output `gradient:<name>` per `wrt`, in the
 * dims of that value. It is an ordinary graph: it can be rewritten, exported, differentiated again.
 *
 * @throws VitrineError `NO_GRADIENT` where a value does not influence the outputs, or does so only
 * through an op that has no derivative; the message names the op and its place in the model.
 */
export function gradient(graph: Graph, table: OpTable, request: GradientRequest): Graph {
  const of = request.of.map((name) => ({ name, value: findOutput(graph, name) }));
  const wrt = request.wrt.map((name) => ({ name, value: findSource(graph, name) }));
  const influenced = influencedBy(graph, new Set(wrt.map(({ value }) => value)));
  const write = (g: Builder): void => {
    for (const { name, value } of graph.outputs) g.output(name, value);
    const cotangents = new Cotangents(g);
    for (const { name, value } of of) {
      cotangents.add(value, seed(g, name, value, request.cotangents ?? "ones"));
    }
    walkBack(graph, g, cotangents, influenced, request.rules);
    for (const { name, value } of wrt) {
      const found = cotangents.total(value);
      if (found === null) throw unreachable(graph, table, name, of);
      g.output(`gradient:${name}`, found);
    }
  };
  return rewrite(graph, table, () => null, write);
}

/** Contributions to the cotangent of each value, added up when first asked for. */
class Cotangents {
  readonly #g: Builder;
  readonly #parts = new Map<Value, Value[]>();

  constructor(g: Builder) {
    this.#g = g;
  }

  add(value: Value, part: Value): void {
    const parts = this.#parts.get(value);
    if (parts === undefined) this.#parts.set(value, [part]);
    else parts.push(part);
  }

  total(value: Value): Value | null {
    const parts = this.#parts.get(value);
    if (parts === undefined) return null;
    const sum = parts.reduce((a, b) => this.#g.op("Add", a, b));
    this.#parts.set(value, [sum]);
    return sum;
  }
}

function walkBack(
  graph: Graph,
  g: Builder,
  cotangents: Cotangents,
  influenced: ReadonlySet<Value>,
  rules: ReadonlyMap<string, GradientRule> | undefined,
): void {
  for (const node of [...graph.nodes].reverse()) {
    const wanted = node.inputs.map((x) => x !== null && influenced.has(x) && isFloat(x.dtype));
    if (!wanted.includes(true)) continue;
    const out = node.outputs.map((value) => cotangents.total(value));
    if (out.every((c) => c === null)) continue;
    const rule = rules?.get(node.op) ?? g.table.get(node.op)?.gradient;
    if (rule === undefined) throw noRule(node);
    if (rule === "zero") continue;
    const context = { g, node, cotangents: out, wants: (i: number) => wanted[i] ?? false };
    const found = g.scope(node.path, () => rule(context));
    found.forEach((cotangent, i) => {
      if (cotangent !== null && wanted[i]) cotangents.add(node.inputs[i]!, cotangent);
    });
  }
}

/** Every value that depends on one of `sources`, the sources included. */
function influencedBy(graph: Graph, sources: ReadonlySet<Value>): Set<Value> {
  const influenced = new Set(sources);
  for (const node of graph.nodes) {
    if (node.inputs.some((x) => x !== null && influenced.has(x))) {
      for (const value of node.outputs) influenced.add(value);
    }
  }
  return influenced;
}

function seed(g: Builder, name: string, value: Value, kind: "ones" | "inputs"): Value {
  if (kind === "inputs") return g.input(`cotangent:${name}`, value.dtype, value.dims);
  if (value.dims.length === 0) return g.scalar(1, value.dtype);
  const one = fromRef({ dtype: value.dtype, dims: [1], data: Float64Array.of(1) });
  return g.op("ConstantOfShape", g.shape(value), { value: one });
}

function findOutput(graph: Graph, name: string): Value {
  const value = portValue(graph.outputs, name);
  if (value === undefined) throw unknownName("gradient", "output", name, namesOf(graph.outputs));
  requireFloat(name, value);
  return value;
}

function findSource(graph: Graph, name: string): Value {
  const named = hooks(graph);
  const value =
    named.get(name)?.outputs[0] ?? portValue(graph.params, name) ?? portValue(graph.inputs, name);
  if (value === undefined) {
    const known = [...named.keys(), ...namesOf(graph.params), ...namesOf(graph.inputs)];
    throw unknownName("gradient", "hook, weight or input", name, known);
  }
  requireFloat(name, value);
  return value;
}

function namesOf(ports: readonly Port[]): string[] {
  return ports.map((port) => port.name);
}

function requireFloat(name: string, value: Value): void {
  if (isFloat(value.dtype)) return;
  throw new VitrineError(
    "NO_GRADIENT",
    `gradient: "${name}" holds ${value.dtype}; expected real numbers. Differentiate by the embedding of the ids instead.`,
  );
}

function noRule(node: Node): VitrineError {
  const at = node.path === "" ? "" : ` at ${node.path}`;
  return new VitrineError(
    "NO_GRADIENT",
    `gradient: ${node.op}${at} has no derivative and lies on the path. Choose a target or hook after it.`,
    { details: { op: node.op, path: node.path } },
  );
}

/** Why nothing came back: no path at all, or only paths through ops without a slope. */
function unreachable(
  graph: Graph,
  table: OpTable,
  name: string,
  of: readonly Port[],
): VitrineError {
  const influenced = influencedBy(graph, new Set([findSource(graph, name)]));
  if (!of.some(({ value }) => influenced.has(value))) {
    return new VitrineError(
      "NO_GRADIENT",
      `gradient: "${name}" does not influence the target, so it has no gradient. Choose a hook before the target.`,
      { details: { name } },
    );
  }
  const ends = graph.nodes.filter(
    ({ op, inputs, outputs }) =>
      inputs.some((x) => x !== null && influenced.has(x) && isFloat(x.dtype)) &&
      (table.get(op)?.gradient === "zero" || !outputs.some((x) => isFloat(x.dtype))),
  );
  const ops = [...new Set(ends.map(({ op, path }) => (path === "" ? op : `${op} at ${path}`)))];
  return new VitrineError(
    "NO_GRADIENT",
    `gradient: "${name}" reaches the target only through ops without a slope (${ops.join(", ")}). Choose a hook after them.`,
    { details: { name, ops } },
  );
}
