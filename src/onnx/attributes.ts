import { VitrineError } from "../errors.ts";
import type { Attribute, Attributes } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { dtypeOf, elementType, isDType } from "./element-type.ts";
import type { AttributeProto, Init } from "./schema.ts";
import { decodeTensor, encodeTensor } from "./tensor-proto.ts";

/** ONNX's numbers for the kinds of attribute (`AttributeProto.AttributeType`). */
const KIND = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

/** Attributes that name an element type, in every ONNX op that has them. */
const ELEMENT_TYPE_ATTRIBUTES: ReadonlySet<string> = new Set(["to", "dtype", "output_dtype"]);

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() };

/** @param floats - Names of the attributes that are floats; every other number is an int. */
export function encodeAttributes(
  attrs: Attributes,
  floats: readonly string[] = [],
): Init<"AttributeProto">[] {
  return Object.entries(attrs).map(([name, value]) =>
    encodeAttribute(name, value, floats.includes(name)),
  );
}

/** Numbers that float32 does not hold exactly, by attribute name; undefined where there are none. */
export function inexact(
  attrs: Attributes,
  floats: readonly string[] = [],
): Readonly<Record<string, Attribute>> | undefined {
  const found = Object.entries(attrs).filter(([name, value]) => {
    if (!floats.includes(name)) return false;
    return [value].flat().some((x) => typeof x === "number" && shortest(Math.fround(x)) !== x);
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

export function decodeAttributes(protos: readonly AttributeProto[]): Record<string, Attribute> {
  return Object.fromEntries(protos.map((proto) => [proto.name, decodeAttribute(proto)]));
}

function encodeAttribute(name: string, value: Attribute, isFloat: boolean): Init<"AttributeProto"> {
  if (typeof value === "number") {
    if (isFloat) return { name, type: KIND.float, f: value };
    return { name, type: KIND.int, i: integer(name, value) };
  }
  if (typeof value === "string") {
    if (ELEMENT_TYPE_ATTRIBUTES.has(name) && isDType(value)) {
      return { name, type: KIND.int, i: BigInt(elementType(value)) };
    }
    return { name, type: KIND.string, s: utf8.encode.encode(value) };
  }
  if (isTensor(value)) return { name, type: KIND.tensor, t: encodeTensor("", value) };
  return encodeList(name, value, isFloat);
}

function encodeList(
  name: string,
  values: readonly (number | string)[],
  isFloat: boolean,
): Init<"AttributeProto"> {
  const numbers = values.filter((x) => typeof x === "number");
  if (numbers.length < values.length) {
    return { name, type: KIND.strings, strings: values.map((x) => utf8.encode.encode(String(x))) };
  }
  if (isFloat) return { name, type: KIND.floats, floats: numbers };
  return { name, type: KIND.ints, ints: numbers.map((x) => integer(name, x)) };
}

function integer(name: string, value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new VitrineError(
    "BAD_OPTION",
    `encodeAttributes: attribute "${name}" is an int in ONNX; expected an integer, got ${value}. ` +
      `If it is a float, name it in the op's onnx.floats.`,
  );
}

function decodeAttribute(proto: AttributeProto): Attribute {
  switch (proto.type) {
    case KIND.float:
      return shortest(proto.f);
    case KIND.int:
      return decodeInt(proto.name, proto.i);
    case KIND.string:
      return utf8.decode.decode(proto.s);
    case KIND.tensor:
      return decodeTensorAttribute(proto);
    case KIND.floats:
      return proto.floats.map(shortest);
    case KIND.ints:
      return proto.ints.map(Number);
    case KIND.strings:
      return proto.strings.map((s) => utf8.decode.decode(s));
    default:
      throw unreadable(proto);
  }
}

function decodeInt(name: string, value: bigint): Attribute {
  const number = Number(value);
  return ELEMENT_TYPE_ATTRIBUTES.has(name) ? dtypeOf(number, `attribute "${name}"`) : number;
}

function decodeTensorAttribute(proto: AttributeProto): Tensor {
  if (proto.t === undefined) throw unreadable(proto);
  return decodeTensor(proto.t);
}

function unreadable(proto: AttributeProto): VitrineError {
  return new VitrineError(
    "UNSUPPORTED",
    `readOnnx: attribute "${proto.name}" is of a kind (${proto.type}) that this library does not write.`,
  );
}

function isTensor(value: readonly unknown[] | Tensor): value is Tensor {
  return "data" in value;
}

/** The shortest decimal that float32 rounds to `value`: 1e-5, not 9.999999747378752e-6. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
