import { arrayFor, type DType, type TypedArray } from "./dtype.ts";
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
} from "./half.ts";
import type { Tensor } from "./tensor.ts";

/** A tensor of any element type with its elements as doubles. */
interface Reference {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** The same numbers as doubles; int64 beyond 2^53 loses its last bits. */
export function toRef({ dtype, dims, data }: Tensor): Reference {
  return { dtype, dims, data: doubles(dtype, data) };
}

/** Doubles rounded into a tensor of their dtype. */
export function fromRef({ dtype, dims, data: from }: Reference): Tensor {
  const data = arrayFor(dtype, from.length);
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  if (dtype === "float16") float32ToFloat16(Float32Array.from(from), data as Uint16Array);
  else if (dtype === "bfloat16") float32ToBfloat16(Float32Array.from(from), data as Uint16Array);
  else for (let i = 0; i < data.length; i++) data[i] = isBig ? BigInt(from[i]) : from[i];
  return { dtype, dims, data };
}

function doubles(dtype: DType, data: TypedArray): Float64Array {
  if (data instanceof Float64Array) return data;
  if (dtype !== "float16" && dtype !== "bfloat16") {
    return Float64Array.from(data as ArrayLike<number>, Number);
  }
  const singles = new Float32Array(data.length);
  const decode = dtype === "float16" ? float16ToFloat32 : bfloat16ToFloat32;
  decode(data as Uint16Array, singles);
  return Float64Array.from(singles);
}
