import type { Tensor } from "../tensor/tensor.ts";
import { formatDims, freshSymbolsOf, substituteDims, type Dim } from "./dim.ts";
import type { Attribute, Graph, Node, Value, ValueType } from "./graph.ts";

/** Names printed as they are; any other is printed as a JSON string. */
export const PLAIN_NAME: RegExp = /[\w./-]+(?::+[\w./-]+)*/;

/** Stands for an optional input left out. */
export const LEFT_OUT = "–";

/** What the text calls things. */
interface Names {
  readonly values: ReadonlyMap<Value, string>;
  /** Lengths that only a run knows, renumbered. */
  readonly fresh: ReadonlyMap<string, Dim>;
}

/**
 * The graph as text: one line a node, values and unknown lengths numbered in the order they appear.
 * Graphs that compute the same thing in the same order print the same, whatever their ids.
 */
export function printGraph(graph: Graph): string {
  const names = { values: nameValues(graph), fresh: nameFreshDims(graph) };
  const lines = [
    ...graph.inputs.map((port) => `input ${typed(port.value, names)}`),
    ...graph.params.map((port) => `param ${typed(port.value, names)}`),
    ...graph.nodes.map((node) => nodeLine(node, names)),
    ...graph.outputs.map(
      ({ name, value }) => `output ${printName(name)} = ${names.values.get(value)}`,
    ),
  ];
  return lines.join("\n") + "\n";
}

export function printType({ dtype, dims }: ValueType): string {
  return `${dtype}${formatDims(dims)}`;
}

function nameValues(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const { name, value } of [...graph.inputs, ...graph.params]) {
    names.set(value, printName(name));
  }
  let next = 0;
  for (const node of graph.nodes) for (const value of node.outputs) names.set(value, `%${next++}`);
  return names;
}

function nameFreshDims(graph: Graph): Map<string, Dim> {
  const names = new Map<string, Dim>();
  const ports = [...graph.inputs, ...graph.params].map((port) => port.value);
  for (const { dims } of [...ports, ...graph.nodes.flatMap((node) => node.outputs)]) {
    for (const symbol of dims.flatMap(freshSymbolsOf)) {
      if (!names.has(symbol)) names.set(symbol, `_${names.size}`);
    }
  }
  return names;
}

function printName(name: string): string {
  return PLAIN_NAME.exec(name)?.[0] === name ? name : JSON.stringify(name);
}

function typed(value: Value, { values, fresh }: Names): string {
  const { dtype, dims } = value;
  return `${values.get(value)}: ${printType({ dtype, dims: substituteDims(dims, fresh) })}`;
}

function nodeLine(node: Node, names: Names): string {
  const outputs = node.outputs.map((value) => typed(value, names));
  const inputs = node.inputs.map((x) => (x === null ? LEFT_OUT : (names.values.get(x) ?? "?")));
  const attrs = Object.entries(node.attrs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${printName(key)}: ${printAttribute(value)}`);
  const tail = attrs.length > 0 ? ` {${attrs.join(", ")}}` : "";
  const path = node.path === "" ? "" : `  # ${printName(node.path)}`;
  return `${outputs.join(", ")} = ${printName(node.op)}(${inputs.join(", ")})${tail}${path}`;
}

/** The text of an attribute's value, which tells −0 from 0 and `1` from `"1"`. */
export function printAttribute(value: Attribute): string {
  if (typeof value !== "object") return printItem(value);
  return "data" in value ? printTensor(value) : `[${value.map(printItem).join(", ")}]`;
}

function printItem(item: number | string): string {
  return typeof item === "string" ? JSON.stringify(item) : printNumber(item);
}

export function printNumber(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Short constants in full, long ones by size and a digest of their bytes. */
function printTensor({ dtype, dims, data }: Tensor): string {
  const type = `${dtype}${formatDims(dims)}`;
  if (data.length <= 16)
    return `${type} (${Array.from<number | bigint, string>(data, printNumber).join(", ")})`;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return `${type} (digest ${digest(bytes)})`;
}

/** 64 bits of two independent 32-bit multiplicative hashes, as hex. */
export function digest(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul((b << 7) | (b >>> 25), 0x85ebca6b) ^ byte;
  }
  const hex = (x: number): string => (x >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}

/** A key equal for graphs that print the same; independent of ids and paths. */
export function structuralHash(graph: Graph): string {
  const text = printGraph({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, path: "" })) });
  return digest(new TextEncoder().encode(text));
}
