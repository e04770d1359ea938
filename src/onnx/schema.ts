import {
  create,
  createFileRegistry,
  fromBinary,
  type Message,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { asVitrineError } from "../errors.ts";

/**
 * The part of ONNX's protobuf format that we read and write: message → field → number and type.
 * Nested messages stand at the top level and names are in camel case; neither is on the wire.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
const messages = {
  ModelProto: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    producerVersion: [3, "string"],
    graph: [7, "GraphProto"],
    opsetImport: [8, "OperatorSetIdProto[]"],
    metadataProps: [14, "StringStringEntryProto[]"],
  },
  OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
  StringStringEntryProto: { key: [1, "string"], value: [2, "string"] },
  GraphProto: {
    node: [1, "NodeProto[]"],
    name: [2, "string"],
    initializer: [5, "TensorProto[]"],
    input: [11, "ValueInfoProto[]"],
    output: [12, "ValueInfoProto[]"],
    valueInfo: [13, "ValueInfoProto[]"],
  },
  NodeProto: {
    input: [1, "string[]"],
    output: [2, "string[]"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "AttributeProto[]"],
    domain: [7, "string"],
    metadataProps: [9, "StringStringEntryProto[]"],
  },
  AttributeProto: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "bytes"],
    t: [5, "TensorProto"],
    floats: [7, "float[]"],
    ints: [8, "int64[]"],
    strings: [9, "bytes[]"],
    type: [20, "int32"],
  },
  TensorProto: {
    dims: [1, "int64[]"],
    dataType: [2, "int32"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    externalData: [13, "StringStringEntryProto[]"],
    dataLocation: [14, "int32"],
    metadataProps: [16, "StringStringEntryProto[]"],
  },
  ValueInfoProto: {
    name: [1, "string"],
    type: [2, "TypeProto"],
    metadataProps: [4, "StringStringEntryProto[]"],
  },
  TypeProto: { tensorType: [1, "TensorType"] },
  TensorType: { elemType: [1, "int32"], shape: [2, "TensorShapeProto"] },
  TensorShapeProto: { dim: [1, "Dimension[]"] },
  Dimension: { dimValue: [1, "int64"], dimParam: [2, "string"] },
} as const;

type Messages = typeof messages;
type MessageName = keyof Messages;

interface Scalars {
  readonly int64: bigint;
  readonly int32: number;
  readonly float: number;
  readonly string: string;
  readonly bytes: Uint8Array;
}

type FieldValue<T> = T extends `${infer Item}[]`
  ? FieldValue<Item>[]
  : T extends keyof Scalars
    ? Scalars[T]
    : T extends MessageName
      ? Shape<T>
      : never;

type Fields<M extends MessageName> = {
  [F in keyof Messages[M]]: Messages[M][F] extends readonly [number, infer T]
    ? T extends MessageName
      ? Shape<T> | undefined
      : FieldValue<T>
    : never;
};

type Shape<M extends MessageName> = Message<`onnx.${M}`> & Fields<M>;

export type ModelProto = Shape<"ModelProto">;
export type GraphProto = Shape<"GraphProto">;
export type NodeProto = Shape<"NodeProto">;
export type AttributeProto = Shape<"AttributeProto">;
export type TensorProto = Shape<"TensorProto">;
export type ValueInfoProto = Shape<"ValueInfoProto">;
export type StringStringEntryProto = Shape<"StringStringEntryProto">;

type InitValue<T> = T extends `${infer Item}[]`
  ? readonly InitValue<Item>[]
  : T extends keyof Scalars
    ? Scalars[T]
    : T extends MessageName
      ? Init<T>
      : never;

/** What a message is written from: any of its fields, nested ones as plain objects. */
export type Init<M extends MessageName> = {
  readonly [F in keyof Messages[M]]?: Messages[M][F] extends readonly [number, infer T]
    ? InitValue<T>
    : never;
};

export function encodeModel(model: Init<"ModelProto">): Uint8Array {
  const schema = modelSchema();
  return toBinary(schema, create(schema, model as MessageInitShape<typeof schema>));
}

/** @throws VitrineError `BAD_FILE` for bytes that are not a protobuf message of this form. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(modelSchema(), bytes);
  } catch (error) {
    throw asVitrineError(error, "BAD_FILE", "decodeModel: not an ONNX file");
  }
}

let schema: GenMessage<ModelProto> | undefined;

/** Built at first use: nothing runs at import. */
function modelSchema(): GenMessage<ModelProto> {
  schema ??= createFileRegistry(describe(), () => undefined).getMessage(
    "onnx.ModelProto",
  ) as unknown as GenMessage<ModelProto>;
  return schema;
}

function describe(): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, {
    name: "onnx.proto",
    package: "onnx",
    syntax: "proto2",
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: Object.entries(fields).map(([field, [number, type]]) => ({
        name: field,
        number,
        label: type.endsWith("[]") ? Label.REPEATED : Label.OPTIONAL,
        ...fieldType(type.replace("[]", "")),
      })),
    })),
  });
}

const SCALAR_TYPES: ReadonlyMap<string, Type> = new Map([
  ["int64", Type.INT64],
  ["int32", Type.INT32],
  ["float", Type.FLOAT],
  ["string", Type.STRING],
  ["bytes", Type.BYTES],
]);

function fieldType(type: string): { type: Type; typeName?: string } {
  const scalar = SCALAR_TYPES.get(type);
  return scalar === undefined
    ? { type: Type.MESSAGE, typeName: `.onnx.${type}` }
    : { type: scalar };
}
