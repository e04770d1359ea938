import { VitrineError } from "../errors.ts";
import { formatDims, sameDims } from "./dim.ts";
import type { Graph, Node, Port, Value } from "./graph.ts";
import type { OpTable } from "./op.ts";

/**
 * Checks that a graph is one: every value is defined before it is used and only once, names are
 * unique, ops exist, and each node's output types are what its shape rule says.
 *
 * @throws VitrineError `BAD_SHAPE` or `UNKNOWN_NAME`, naming the node and its place.
 */
export function validateGraph(graph: Graph, table: OpTable): void {
  const defined = new Set<Value>();
  for (const ports of [graph.inputs, graph.params, graph.outputs]) requireUnique(ports);
  for (const { value } of [...graph.inputs, ...graph.params]) defined.add(value);
  const hookNames = new Set<string>();
  for (const node of graph.nodes) {
    requireDefined(node, defined);
    requireTypes(node, table);
    if (node.op === "Hook") requireNewHook(String(node.attrs.name), hookNames);
    for (const value of node.outputs) define(node, value, defined);
  }
  for (const { name, value } of graph.outputs) {
    if (!defined.has(value)) throw broken(`output "${name}" is computed by no node`);
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

function define(node: Node, value: Value, defined: Set<Value>): void {
  if (defined.has(value)) throw broken(`${where(node)} computes a value that exists already`);
  defined.add(value);
}

function requireTypes(node: Node, table: OpTable): void {
  const op = table.get(node.op);
  if (op === undefined) throw broken(`${where(node)} is no known op`);
  let fresh = 0;
  const types = op.infer({
    inputs: node.inputs,
    attrs: node.attrs,
    freshDim: () => node.outputs.flatMap((v) => v.dims).filter(isFresh)[fresh++] ?? "_",
    fail: (wrong, expected) => {
      throw broken(`${where(node)}: ${wrong}; expected ${expected}`);
    },
  });
  types.forEach((type, i) => {
    const value = node.outputs[i];
    if (value?.dtype === type.dtype && sameDims(value.dims, type.dims)) return;
    const got = value === undefined ? "nothing" : `${value.dtype}${formatDims(value.dims)}`;
    throw broken(
      `${where(node)} claims the wrong type; expected ${type.dtype}${formatDims(type.dims)}, got ${got}`,
    );
  });
}

function isFresh(dim: number | string): boolean {
  return typeof dim === "string" && dim.startsWith("_");
}

function where(node: Node): string {
  return node.path === "" ? node.op : `${node.op} at ${node.path}`;
}

function broken(wrong: string): VitrineError {
  return new VitrineError("BAD_SHAPE", `validateGraph: ${wrong}.`);
}
