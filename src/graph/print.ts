import type { Tensor } from "../tensor/tensor.ts";
import { formatDims } from "./dim.ts";
import type { Attribute, Graph, Node, Port, Value } from "./graph.ts";

/**
 * The graph as text: one line a node, values numbered in the order they are computed. Graphs that
 * compute the same thing in the same order print the same, whatever their ids.
 */
export function printGraph(graph: Graph): string {
  const names = nameValues(graph);
  const lines = [
    ...graph.inputs.map((port) => `input ${portLine(port)}`),
    ...graph.params.map((port) => `param ${portLine(port)}`),
    ...graph.nodes.map((node) => nodeLine(node, names)),
    ...graph.outputs.map(({ name, value }) => `output ${name} = ${names.get(value)}`),
  ];
  return lines.join("\n") + "\n";
}

function nameValues(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const { name, value } of [...graph.inputs, ...graph.params]) names.set(value, name);
  let next = 0;
  for (const node of graph.nodes) for (const value of node.outputs) names.set(value, `%${next++}`);
  return names;
}

function portLine({ name, value }: Port): string {
  return `${name}: ${value.dtype}${formatDims(value.dims)}`;
}

function nodeLine(node: Node, names: ReadonlyMap<Value, string>): string {
  const outputs = node.outputs.map((v) => `${names.get(v)}: ${v.dtype}${formatDims(v.dims)}`);
  const inputs = node.inputs.map((v) => (v === null ? "–" : (names.get(v) ?? "?")));
  const attrs = Object.entries(node.attrs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${printAttribute(value)}`);
  const tail = attrs.length > 0 ? ` {${attrs.join(", ")}}` : "";
  const path = node.path === "" ? "" : `  # ${node.path}`;
  return `${outputs.join(", ")} = ${node.op}(${inputs.join(", ")})${tail}${path}`;
}

function printAttribute(value: Attribute): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (isTensor(value)) return printTensor(value);
  return `[${value.map((item) => (typeof item === "string" ? JSON.stringify(item) : item)).join(", ")}]`;
}

function isTensor(value: object): value is Tensor {
  return "data" in value;
}

/** Short constants in full, long ones by size and a digest of their bytes. */
function printTensor({ dtype, dims, data }: Tensor): string {
  const type = `${dtype}${formatDims(dims)}`;
  if (data.length <= 16) return `${type} (${Array.from(data, String).join(", ")})`;
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
