import { arrayFor } from "../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/** Elements `from` to `to` (exclusive) along an axis. Shares memory where they lie together. */
export function sliceAxis(tensor: Tensor, axis: number, from: number, to: number): Tensor {
  const { dtype, dims, data } = tensor;
  const rows = sizeOf(dims.slice(0, axis));
  const inner = sizeOf(dims.slice(axis + 1));
  const stride = dims[axis] * inner;
  const width = (to - from) * inner;
  const made = dims.map((dim, i) => (i === axis ? to - from : dim));
  if (rows === 1) return { dtype, dims: made, data: data.subarray(from * inner, to * inner) };
  const out = arrayFor(dtype, rows * width) as Float32Array;
  const source = data as Float32Array;
  for (let row = 0; row < rows; row++) {
    const start = row * stride + from * inner;
    out.set(source.subarray(start, start + width), row * width);
  }
  return { dtype, dims: made, data: out };
}

/** Rows and columns go by squares of this side: both then stay in the first-level cache. */
const TILE = 32;

/** The transpose of a matrix, in new memory. */
export function transposeMatrix({ dtype, dims, data }: Tensor): Tensor {
  const [rows, columns] = dims;
  const out = arrayFor(dtype, data.length) as Float32Array;
  const source = data as Float32Array;
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) out[j * rows + i] = source[i * columns + j];
      }
    }
  }
  return { dtype, dims: [columns, rows], data: out };
}
