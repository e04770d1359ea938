import { VitrineError } from "../errors.ts";
import type { Graph, Node, ValueType } from "../graph/graph.ts";
import type { Op, OpTable } from "../graph/op.ts";
import { encodeAttributes, inexact } from "./attributes.ts";
import { elementType } from "./element-type.ts";
import { metadata } from "./metadata.ts";
import type { Names } from "./names.ts";
import type { Init } from "./schema.ts";

type Entry = Init<"StringStringEntryProto">;

/** The op of a node; an unknown one cannot be written. */
export function opOf(node: Node, table: OpTable): Op {
  const op = table.get(node.op);
  if (op !== undefined) return op;
  throw new VitrineError("UNKNOWN_NAME", `exportOnnx: unknown op "${node.op}" at ${node.path}.`);
}

export interface NodeForm {
  /** Also writes what is needed to read the same graph back, names included. */
  readonly annotate: boolean;
  /** Also writes names. */
  readonly named?: boolean;
}

/** The nodes in ONNX's form. Virtual ops become `Identity`. */
export function encodeNodes(
  graph: Graph,
  table: OpTable,
  names: Names,
  { annotate, named = annotate }: NodeForm,
): Init<"NodeProto">[] {
  const nodes = graph.nodes.map((node, i) => {
    const op = opOf(node, table);
    const plain = encodeNode(node, op, names);
    const name = named ? { name: nodeName(node, i) } : {};
    return { ...plain, ...name, ...(annotate && { metadataProps: annotations(node, op) }) };
  });
  const copies = names.copies.map(({ from, to }) => ({
    opType: "Identity",
    input: [from],
    output: [to],
    metadataProps: [metadata("vitrine.role", "output")],
  }));
  return [...nodes, ...copies];
}

/** A named value with its type; a symbolic dim is a `dim_param`. */
export function encodeValueInfo(name: string, { dtype, dims }: ValueType): Init<"ValueInfoProto"> {
  const dim = dims.map((length) =>
    typeof length === "number" ? { dimValue: BigInt(length) } : { dimParam: length },
  );
  return { name, type: { tensorType: { elemType: elementType(dtype), shape: { dim } } } };
}

function encodeNode(node: Node, op: Op, names: Names): Init<"NodeProto"> {
  const input = node.inputs.map((value) => (value === null ? "" : names.values.get(value)!));
  const output = node.outputs.map((value) => names.values.get(value)!);
  if (op.properties.virtual) return { opType: "Identity", input, output };
  const attribute = encodeAttributes(node.attrs, op.onnx.floats);
  return { opType: node.op, domain: op.onnx.domain ?? "", input, output, attribute };
}

/** The name of a graph's `i`-th node. */
export function nodeName(node: Node, i: number): string {
  if (node.op === "Hook") return String(node.attrs.name);
  return node.path === "" ? `${node.op}_${i}` : `${node.path}/${node.op}_${i}`;
}

function annotations(node: Node, op: Op): Entry[] {
  const entries: Entry[] = [];
  if (node.path !== "") entries.push(metadata("vitrine.path", node.path));
  if (op.properties.virtual) {
    entries.push(metadata("vitrine.op", node.op));
    entries.push(metadata("vitrine.attrs", JSON.stringify(node.attrs)));
    return entries;
  }
  const exact = inexact(node.attrs, op.onnx.floats);
  if (exact !== undefined) entries.push(metadata("vitrine.exact", JSON.stringify(exact)));
  return entries;
}
