import { VitrineError } from "../errors.ts";
import type { Dim } from "../graph/dim.ts";
import type { Attribute, Attributes, Graph, Node, Port, Value, ValueType } from "../graph/graph.ts";
import type { Op, OpTable } from "../graph/op.ts";
import { opTable } from "../ops/table.generated.ts";
import { decodeAttributes } from "./attributes.ts";
import { dtypeOf } from "./element-type.ts";
import { type MetadataKey, readMetadata } from "./metadata.ts";
import {
  decodeModel,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./schema.ts";

/**
 * The graph of a file that `exportOnnx` wrote; it prints the same as the one written. Weights,
 * inside or beside the file, are params again.
 *
 * @throws VitrineError `BAD_FILE` for bytes that are no ONNX model, `UNSUPPORTED` for a model that
 *   this library did not write.
 */
export function readOnnx(bytes: Uint8Array, table: OpTable = opTable): Graph {
  const model = decodeModel(bytes);
  if (model.graph === undefined) throw new VitrineError("BAD_FILE", "readOnnx: holds no graph.");
  return new Reader(model, model.graph, table).read();
}

class Reader {
  readonly #model: ModelProto;
  readonly #graph: GraphProto;
  readonly #table: OpTable;
  readonly #types = new Map<string, ValueType>();
  readonly #values = new Map<string, Value>();
  #nextId = 0;

  constructor(model: ModelProto, graph: GraphProto, table: OpTable) {
    this.#model = model;
    this.#graph = graph;
    this.#table = table;
  }

  read(): Graph {
    const { input, initializer, valueInfo, output } = this.#graph;
    for (const info of [...input, ...valueInfo, ...output])
      this.#types.set(info.name, typeOf(info));
    for (const tensor of initializer) this.#types.set(tensor.name, weightType(tensor));
    const params = this.#portNames<[string, string]>("vitrine.params");
    const weights = new Set(params.map(([, name]) => name));
    const inputs = input.filter(({ name }) => !weights.has(name));
    return Object.freeze({
      inputs: inputs.map(({ name }) => this.#port(name, name)),
      params: params.map(([port, name]) => this.#port(port, name)),
      nodes: this.#graph.node.flatMap((proto) => (this.#isCopy(proto) ? [] : [this.#node(proto)])),
      outputs: this.#outputs(),
    });
  }

  #portNames<T>(key: MetadataKey): T[] {
    const text = readMetadata(this.#model.metadataProps, key);
    if (text !== undefined) return JSON.parse(text) as T[];
    throw new VitrineError(
      "UNSUPPORTED",
      `readOnnx: not written by this library; expected ${key} in its metadata, got nothing. ` +
        `Models made by other tools cannot be read yet.`,
    );
  }

  #port(port: string, name: string): Port {
    const value = this.#define(name, this.#type(name));
    return Object.freeze({ name: port, value });
  }

  #outputs(): Port[] {
    const ports = this.#portNames<string>("vitrine.outputs");
    return this.#graph.output.map(({ name }, i) =>
      Object.freeze({ name: ports[i], value: this.#value(name) }),
    );
  }

  /** An `Identity` that only gives an output its name: the output is its input. */
  #isCopy({ metadataProps, input, output }: NodeProto): boolean {
    if (readMetadata(metadataProps, "vitrine.role") !== "output") return false;
    this.#values.set(output[0], this.#value(input[0]));
    return true;
  }

  #node(proto: NodeProto): Node {
    const name = readMetadata(proto.metadataProps, "vitrine.op") ?? proto.opType;
    const op = this.#table.get(name);
    if (op === undefined) throw new VitrineError("UNSUPPORTED", `readOnnx: unknown op "${name}".`);
    const attrs = attributesOf(proto);
    const inputs = proto.input.map((input) => (input === "" ? null : this.#value(input)));
    const types = proto.output.map((output) => this.#type(output));
    const known = elementsOf(op, inputs, attrs, types);
    const outputs = proto.output.map((output, i) => this.#define(output, known[i]));
    const path = readMetadata(proto.metadataProps, "vitrine.path") ?? "";
    return Object.freeze({ op: name, inputs, outputs, attrs, path });
  }

  #define(name: string, type: ValueType): Value {
    const value = Object.freeze({ id: this.#nextId++, ...type });
    this.#values.set(name, value);
    return value;
  }

  #value(name: string): Value {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new VitrineError("BAD_FILE", `readOnnx: "${name}" is used before it is computed.`);
  }

  #type(name: string): ValueType {
    const type = this.#types.get(name);
    if (type !== undefined) return type;
    throw new VitrineError("BAD_FILE", `readOnnx: the type of "${name}" is not in the file.`);
  }
}

function typeOf({ name, type }: ValueInfoProto): ValueType {
  const tensor = type?.tensorType;
  const dims = tensor?.shape?.dim.map((dim): Dim => dim.dimParam || Number(dim.dimValue));
  if (tensor === undefined || dims === undefined) {
    throw new VitrineError("UNSUPPORTED", `readOnnx: "${name}" is not a tensor of known rank.`);
  }
  return { dtype: dtypeOf(tensor.elemType, `readOnnx: "${name}"`), dims };
}

function weightType({ name, dataType, dims }: TensorProto): ValueType {
  return { dtype: dtypeOf(dataType, `readOnnx: "${name}"`), dims: dims.map(Number) };
}

function attributesOf({ metadataProps, attribute }: NodeProto): Attributes {
  const virtual = readMetadata(metadataProps, "vitrine.attrs");
  if (virtual !== undefined) return JSON.parse(virtual) as Attributes;
  const exact = readMetadata(metadataProps, "vitrine.exact");
  const overrides = exact === undefined ? {} : (JSON.parse(exact) as Record<string, Attribute>);
  return Object.freeze({ ...decodeAttributes(attribute), ...overrides });
}

/** The types of the file, with what shape rules know of small integer tensors added. */
function elementsOf(
  op: Op,
  inputs: readonly (Value | null)[],
  attrs: Attributes,
  types: readonly ValueType[],
): readonly ValueType[] {
  const fresh = new Set<Dim>();
  const inferred = op.infer({
    inputs,
    attrs,
    freshDim: () => {
      const dim = `_unknown${fresh.size}`;
      fresh.add(dim);
      return dim;
    },
    fail: (wrong, expected) => {
      throw new VitrineError("BAD_FILE", `readOnnx: ${op.name}: ${wrong}; expected ${expected}.`);
    },
  });
  return types.map((type, i) => {
    const elements = inferred[i]?.elements;
    return elements === undefined || elements.some((dim) => fresh.has(dim))
      ? type
      : { ...type, elements };
  });
}
