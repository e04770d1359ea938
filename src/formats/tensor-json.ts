import { asVitrineError, VitrineError } from "../errors.ts";
import { arrayFor, BYTES, type DType, viewAs } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/** Up to this many values a tensor's data is an array in JSON, beyond it base64. */
const READABLE = 4096;

/** A tensor in a JSON file. Non-finite numbers and 64-bit integers are strings: JSON has neither. */
export interface EncodedTensor {
  readonly dims: readonly number[];
  readonly axes?: readonly string[];
  readonly dtype: DType;
  /** Values in row-major order, or their little-endian bytes. */
  readonly data: readonly (number | string)[] | { readonly base64: string };
}

/** The JSON form of a tensor. Half-precision floats, which are held as raw bits, are always base64. */
export function tensorToJson(tensor: Tensor): EncodedTensor {
  const { dims, axes, dtype } = tensor;
  const isHalf = dtype === "float16" || dtype === "bfloat16";
  const data = isHalf || tensor.data.length > READABLE ? toBase64(tensor) : toValues(tensor);
  return { dims, ...(axes === undefined ? {} : { axes }), dtype, data };
}

/**
 * The tensor of a JSON form.
 *
 * @throws VitrineError `BAD_FILE` for what is no such form: unknown dtype, data that does not fill
 *   the dims or cannot be read.
 */
export function tensorFromJson(json: EncodedTensor): Tensor {
  try {
    return decode(json);
  } catch (error) {
    throw asVitrineError(error, "BAD_FILE", "tensor: the JSON form cannot be read");
  }
}

function decode({ dims, axes, dtype, data: encoded }: EncodedTensor): Tensor {
  if (!Object.hasOwn(BYTES, dtype)) throw malformed(`an unknown dtype "${dtype}"`);
  const data = "base64" in encoded ? fromBase64(dtype, encoded.base64) : fromValues(dtype, encoded);
  if (data.length !== sizeOf(dims)) {
    throw malformed(`${data.length} values for the dims [${dims.join(", ")}]`);
  }
  return { dtype, dims, data, ...(axes === undefined ? {} : { axes }) };
}

function malformed(what: string): VitrineError {
  return new VitrineError("BAD_FILE", `tensor: the JSON form has ${what}.`);
}

function toValues({ data }: Tensor): (number | string)[] {
  return Array.from(data as ArrayLike<number | bigint>, (value) =>
    Number.isFinite(value) ? (value as number) : String(value),
  );
}

function fromValues(dtype: DType, values: readonly (number | string)[]): Tensor["data"] {
  const data = arrayFor(dtype, values.length);
  const big = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (let i = 0; i < data.length; i++) data[i] = big ? BigInt(values[i]) : Number(values[i]);
  return data;
}

function toBase64({ data }: Tensor): { base64: string } {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += READABLE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + READABLE)));
  }
  return { base64: btoa(pieces.join("")) };
}

function fromBase64(dtype: DType, base64: string): Tensor["data"] {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  if (bytes.length % BYTES[dtype] !== 0) throw malformed(`${bytes.length} bytes of ${dtype}`);
  return viewAs(dtype, bytes);
}
