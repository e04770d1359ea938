import { arrayFor, type DType } from "./dtype.ts";
import type { Tensor } from "./tensor.ts";

/** The same numbers as doubles; int64 beyond 2^53 loses its last bits. */
export function toRef(tensor: Tensor): {
  dtype: DType;
  dims: readonly number[];
  data: Float64Array;
} {
  const { dtype, dims, data } = tensor;
  const values =
    data instanceof Float64Array ? data : Float64Array.from(data as ArrayLike<number>, Number);
  return { dtype, dims, data: values };
}

/** Doubles rounded into a tensor of their dtype. */
export function fromRef(ref: {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: Float64Array;
}): Tensor {
  const { dtype, dims } = ref;
  const data = arrayFor(dtype, ref.data.length);
  const big = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (let i = 0; i < data.length; i++) data[i] = big ? BigInt(ref.data[i]) : ref.data[i];
  return { dtype, dims, data };
}
