import { VitrineError } from "../errors.ts";
import { arrayFor, type DType, type TypedArray } from "./dtype.ts";

/** A dense row-major array. Plain data: posts to a worker, serialises to JSON. */
export interface Tensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** One element per cell; `float16` and `bfloat16` hold raw bits, `bool` holds 0 or 1. */
  readonly data: TypedArray;
  /** Names of the dims where they mean something, e.g. `["batch", "head", "query", "key"]`. */
  readonly axes?: readonly string[];
}

/** Number of elements. The empty dims list is a scalar, size 1. */
export function sizeOf(dims: readonly number[]): number {
  let size = 1;
  for (const dim of dims) size *= dim;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = Array.from<number>({ length: dims.length });
  let step = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= dims[i];
  }
  return strides;
}

/** A tensor over existing data, checked. */
export function tensor(dtype: DType, dims: readonly number[], data: TypedArray): Tensor {
  if (data.length !== sizeOf(dims)) {
    throw new VitrineError(
      "BAD_SHAPE",
      `tensor: data does not fill [${dims.join(", ")}]; expected ${sizeOf(dims)} elements, got ${data.length}.`,
    );
  }
  return { dtype, dims, data };
}

/** A float32 tensor from numbers. */
export function float32(dims: readonly number[], values: Iterable<number>): Tensor {
  return tensor("float32", dims, Float32Array.from(values));
}

/** An int64 tensor from numbers. */
export function int64(dims: readonly number[], values: Iterable<number>): Tensor {
  return tensor("int64", dims, BigInt64Array.from(Array.from(values, (v) => BigInt(v))));
}

/** A bool tensor from truth values. */
export function bool(dims: readonly number[], values: Iterable<boolean>): Tensor {
  return tensor(
    "bool",
    dims,
    Uint8Array.from(values, (v) => (v ? 1 : 0)),
  );
}

/** A tensor of zeros. */
export function zeros(dtype: DType, dims: readonly number[]): Tensor {
  return { dtype, dims, data: arrayFor(dtype, sizeOf(dims)) };
}
