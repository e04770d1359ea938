import { VitrineError } from "../errors.ts";
import { formatDims, sameDims } from "../graph/dim.ts";
import type { Graph, Port } from "../graph/graph.ts";
import type { OpTable } from "../graph/op.ts";
import { opTable } from "../ops/table.generated.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { metadata } from "./metadata.ts";
import { type Names, nameValues } from "./names.ts";
import { encodeNodes, encodeValueInfo, type NodeForm, opOf } from "./nodes.ts";
import { encodeModel, type Init } from "./schema.ts";
import { bytesOf, encodeExternal, encodeTensor, type ExternalPlace } from "./tensor-proto.ts";

/** Weights by the graph's name; undefined leaves that one a graph input. */
export type Weights = (name: string) => Tensor | undefined;

export interface ExportOptions {
  /** Written into the model. Without them every weight is a graph input. */
  readonly weights?: Weights;
  /** Default the library's ops. */
  readonly table?: OpTable;
}

/** A model whose weights are in a file beside it. */
export interface ExternalModel {
  readonly model: Uint8Array;
  /** The other file's bytes, in order. */
  readonly data: Iterable<Uint8Array>;
  /** Their number. */
  readonly dataBytes: number;
}

/** How one param is written: its initializer, or null for a graph input. */
export type Placement = (port: Port, name: string) => Init<"TensorProto"> | null;

/** Protobuf messages end at 2 GiB; a margin is left for the graph itself. */
const INLINE_LIMIT = 2 ** 31 - 2 ** 24;

/**
 * The graph as an `.onnx` file. Hooks are kept as `Identity` nodes that carry their names, so
 * that `readOnnx` gives back a graph that prints the same.
 *
 * @throws VitrineError `UNSUPPORTED` where the weights pass protobuf's 2 GiB (use
 *   `exportOnnxExternal`), `BAD_SHAPE` where a weight is not of its param's type.
 */
export function exportOnnx(graph: Graph, options: ExportOptions = {}): Uint8Array {
  const { weights, table = opTable } = options;
  let bytes = 0;
  const place: Placement = (port, name) => {
    const tensor = weightOf(port, weights);
    if (tensor === null) return null;
    bytes += tensor.data.byteLength;
    if (bytes > INLINE_LIMIT) throw tooBig();
    return encodeTensor(name, tensor);
  };
  return encodeGraph(graph, table, place, { annotate: true }).bytes;
}

/**
 * The same with the weights in a second file, which must lie beside the model under this name.
 *
 * @param options.file - The second file's name, e.g. `model.onnx.data`.
 */
export function exportOnnxExternal(
  graph: Graph,
  options: ExportOptions & { readonly weights: Weights; readonly file: string },
): ExternalModel {
  const { weights, file, table = opTable } = options;
  const data: Uint8Array[] = [];
  let dataBytes = 0;
  const place: Placement = (port, name) => {
    const tensor = weightOf(port, weights);
    if (tensor === null) return null;
    const padding = paddingAt(dataBytes);
    const at: ExternalPlace = { location: file, offset: dataBytes + padding };
    data.push(new Uint8Array(padding), bytesOf(tensor));
    dataBytes = at.offset + tensor.data.byteLength;
    return encodeExternal(name, tensor, at);
  };
  const model = encodeGraph(graph, table, place, { annotate: true }).bytes;
  return { model, data, dataBytes };
}

/**
 * The model's bytes, and what its values are called there. The type of every value is written: a
 * runtime does not find all dims by itself, and where it does not, ONNX Runtime cannot use a
 * buffer twice, and takes time that grows with the square of the graph to find that out.
 *
 * @param place - Called for every param.
 * @param form - `annotate` also writes what `readOnnx` needs.
 */
export function encodeGraph(
  graph: Graph,
  table: OpTable,
  place: Placement,
  form: NodeForm,
): { readonly bytes: Uint8Array; readonly names: Names } {
  const names = nameValues(graph);
  const input = graph.inputs.map(({ value }, i) => encodeValueInfo(names.inputs[i], value));
  const initializer: Init<"TensorProto">[] = [];
  graph.params.forEach((port, i) => {
    const placed = place(port, names.params[i]);
    if (placed === null) input.push(encodeValueInfo(names.params[i], port.value));
    else initializer.push(placed);
  });
  const output = graph.outputs.map(({ value }, i) => encodeValueInfo(names.outputs[i], value));
  const node = encodeNodes(graph, table, names, form);
  const bytes = encodeModel({
    ...header(graph, table),
    graph: { name: "vitrine", node, initializer, input, output, valueInfo: inner(graph, names) },
    metadataProps: form.annotate ? portNames(graph, names) : [],
  });
  return { bytes, names };
}

/** Types of the values that are neither inputs nor outputs. */
function inner(graph: Graph, names: Names): Init<"ValueInfoProto">[] {
  const outputs = new Set(names.outputs);
  return graph.nodes
    .flatMap((node) => node.outputs)
    .map((value) => ({ name: names.values.get(value)!, value }))
    .filter(({ name }) => !outputs.has(name))
    .map(({ name, value }) => encodeValueInfo(name, value));
}

function portNames(graph: Graph, names: Names): Init<"StringStringEntryProto">[] {
  const params = graph.params.map(({ name }, i) => [name, names.params[i]]);
  return [
    metadata("vitrine.params", JSON.stringify(params)),
    metadata("vitrine.outputs", JSON.stringify(graph.outputs.map(({ name }) => name))),
  ];
}

/** The lowest opset that has every form used here, and the IR version that goes with it. */
function header(graph: Graph, table: OpTable): Init<"ModelProto"> {
  const versions = new Map<string, number>([["", 17]]);
  for (const node of graph.nodes) {
    const { properties, onnx } = opOf(node, table);
    if (properties.virtual) continue;
    const domain = onnx.domain ?? "";
    versions.set(domain, Math.max(versions.get(domain) ?? 0, onnx.since));
  }
  return {
    irVersion: versions.get("")! >= 23 ? 11n : 10n,
    producerName: "vitrine",
    opsetImport: [...versions].map(([domain, version]) => ({ domain, version: BigInt(version) })),
  };
}

function weightOf({ name, value }: Port, weights: Weights | undefined): Tensor | null {
  const tensor = weights?.(name);
  if (tensor === undefined) return null;
  if (tensor.dtype === value.dtype && sameDims(tensor.dims, value.dims)) return tensor;
  throw new VitrineError(
    "BAD_SHAPE",
    `exportOnnx: weight "${name}" does not fit the graph; expected ` +
      `${value.dtype}${formatDims(value.dims)}, got ${tensor.dtype}${formatDims(tensor.dims)}.`,
    { details: { name } },
  );
}

/** Tensors start at pages, so that a reader can map them. */
function paddingAt(offset: number): number {
  return (4096 - (offset % 4096)) % 4096;
}

function tooBig(): VitrineError {
  return new VitrineError(
    "UNSUPPORTED",
    "exportOnnx: the weights pass 2 GiB, the limit of one ONNX file. Use exportOnnxExternal.",
  );
}
