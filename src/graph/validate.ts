import { VitrineError } from "../errors.ts";
import { Builder } from "./builder.ts";
import { FreshLengths } from "./fresh-lengths.ts";
import type { Graph, Node, Port, Value } from "./graph.ts";
import type { OpTable } from "./op.ts";
import { printType } from "./print.ts";

/** What has been found sound so far. */
interface Seen {
  readonly values: Set<Value>;
  readonly ids: Set<number>;
  readonly hooks: Set<string>;
  readonly fresh: FreshLengths;
}

/**
 * Checks that a graph is one: every value is defined before it is used and only once, names are
 * unique (inputs and params share theirs), ops exist, and each node's output types are what its
 * shape rule says.
 *
 * @throws VitrineError `BAD_SHAPE`, naming the node and its place.
 */
export function validateGraph(graph: Graph, table: OpTable): void {
  requireUnique([...graph.inputs, ...graph.params]);
  requireUnique(graph.outputs);
  const seen: Seen = {
    values: new Set(),
    ids: new Set(),
    hooks: new Set(),
    fresh: new FreshLengths(),
  };
  for (const { name, value } of [...graph.inputs, ...graph.params]) {
    define(`"${name}"`, value, seen);
  }
  const g = new Builder(table);
  g.reserve(graph);
  for (const node of graph.nodes) {
    requireDefined(node, seen.values);
    requireTypes(node, g, seen.fresh);
    if (node.op === "Hook") requireNewHook(String(node.attrs.name), seen.hooks);
    for (const value of node.outputs) define(where(node), value, seen);
  }
  for (const { name, value } of graph.outputs) {
    if (!seen.values.has(value)) throw broken(`output "${name}" is computed by no node`);
  }
}

function requireUnique(ports: readonly Port[]): void {
  const seen = new Set<string>();
  for (const { name } of ports) {
    if (seen.has(name)) throw broken(`the name "${name}" is used twice`);
    seen.add(name);
  }
}

function requireNewHook(name: string, seen: Set<string>): void {
  if (seen.has(name)) throw broken(`two hooks are named "${name}"`);
  seen.add(name);
}

function requireDefined(node: Node, defined: ReadonlySet<Value>): void {
  for (const value of node.inputs) {
    if (value === null || defined.has(value)) continue;
    throw broken(`${where(node)} uses a value that no node before it computes`);
  }
}

function define(by: string, value: Value, { values, ids, fresh }: Seen): void {
  if (values.has(value)) throw broken(`${by} computes a value that exists already`);
  if (ids.has(value.id)) throw broken(`${by} computes a value whose id ${value.id} is taken`);
  values.add(value);
  ids.add(value.id);
  fresh.share(value.dims);
}

function requireTypes(node: Node, g: Builder, fresh: FreshLengths): void {
  const op = g.table.get(node.op);
  if (op === undefined) throw broken(`${where(node)} is no known op`);
  const types = op.infer({
    inputs: node.inputs,
    attrs: node.attrs,
    freshDim: () => g.freshDim(),
    fail: (wrong, expected) => {
      throw broken(`${where(node)}: ${wrong}; expected ${expected}`);
    },
  });
  const expected = fresh.rename(types, node.outputs).map(printType).join(", ");
  const got = node.outputs.map(printType).join(", ");
  if (expected === got) return;
  throw broken(
    `${where(node)} claims the wrong type; expected ${expected}, got ${got || "nothing"}`,
  );
}

function where(node: Node): string {
  return node.path === "" ? node.op : `${node.op} at ${node.path}`;
}

function broken(wrong: string): VitrineError {
  return new VitrineError("BAD_SHAPE", `validateGraph: ${wrong}.`);
}
