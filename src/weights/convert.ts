import { VitrineError } from "../errors.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import { bfloat16ToFloat32, float16ToFloat32 } from "../tensor/half.ts";

/**
 * Elements of any type as float32, into `into` or a new array. float64 and 64-bit integers are
 * rounded to nearest; all else is exact up to 2²⁴.
 *
 * @throws VitrineError `BAD_SHAPE` where `into` has another length.
 */
export function toFloat32(
  dtype: DType,
  data: TypedArray,
  into: Float32Array = new Float32Array(data.length),
): Float32Array {
  if (into.length !== data.length) {
    const message = `toFloat32: lengths differ; expected ${data.length}, got ${into.length}.`;
    throw new VitrineError("BAD_SHAPE", message);
  }
  if (dtype === "float16") float16ToFloat32(data as Uint16Array, into);
  else if (dtype === "bfloat16") bfloat16ToFloat32(data as Uint16Array, into);
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < data.length; i++) into[i] = Number(data[i]);
  } else into.set(data);
  return into;
}
