import { type Tensor, tensor } from "../../tensor/tensor.ts";

/** A float64 tensor with named axes, as results hold their numbers; −0, which JSON loses, is 0. */
export function float64(
  dims: readonly number[],
  axes: readonly string[],
  values: Iterable<number>,
): Tensor {
  return {
    ...tensor(
      "float64",
      dims,
      Float64Array.from(values, (value) => value + 0),
    ),
    axes,
  };
}

/** An int32 tensor with named axes: ids, ranks and counts. */
export function int32(
  dims: readonly number[],
  axes: readonly string[],
  values: Iterable<number>,
): Tensor {
  return { ...tensor("int32", dims, Int32Array.from(values)), axes };
}

/** The numbers of a tensor of floats or small integers. */
export function numbers(tensor: Tensor): Float32Array | Float64Array | Int32Array {
  return tensor.data as Float32Array | Float64Array | Int32Array;
}

/** Index of the largest number; NaN never is. −1 where there is none. */
export function largestIndex(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && (best < 0 || values[i] > values[best])) best = i;
  }
  return best;
}

/** Indices of the k largest numbers, largest first; equal ones in order of index. */
export function largestIndices(values: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === k && !(values[i] > values[best[k - 1]])) continue;
    let at = best.length;
    while (at > 0 && values[i] > values[best[at - 1]]) at--;
    best.splice(at, 0, i);
    if (best.length > k) best.pop();
  }
  return best;
}

/** A number short enough for a sentence: three significant digits. */
export function brief(value: number): number {
  return Number(value.toPrecision(3));
}
