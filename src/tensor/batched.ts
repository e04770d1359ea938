import { VitrineError } from "../errors.ts";
import { matmul, type Matrix } from "./matrix.ts";
import { sizeOf, type Tensor } from "./tensor.ts";

/** Matrices in the last two axes of a tensor, whatever stands before them. */
export function leadingDims(tensor: Tensor): readonly number[] {
  return tensor.dims.slice(0, -2);
}

/** The matrix at a flat index of the leading dims: a view, no copy. */
export function matrixAt({ dims, data }: Tensor, index: number): Matrix {
  const [rows, columns] = dims.slice(-2);
  const size = rows * columns;
  const view = (data as Float64Array | Float32Array).subarray(index * size, (index + 1) * size);
  return { rows, columns, data: view };
}

/** A · B over the last two axes, in float64; leading dims broadcast as NumPy's do. */
export function batchedProduct(a: Tensor, b: Tensor, where: string): Tensor {
  const [rows, inner] = a.dims.slice(-2);
  const [other, columns] = b.dims.slice(-2);
  if (inner !== other) throw mismatch(where, "inner dims differ", a.dims, b.dims);
  const leading = broadcastLeading(leadingDims(a), leadingDims(b), where);
  const [fromA, fromB] = [a, b].map((each) => batchIndices(leadingDims(each), leading));
  const size = rows * columns;
  const data = new Float64Array(sizeOf(leading) * size);
  fromA.forEach((index, i) => {
    data.set(matmul(matrixAt(a, index), matrixAt(b, fromB[i])).data, i * size);
  });
  return { dtype: "float64", dims: [...leading, rows, columns], data };
}

/** Dims that both broadcast to. */
export function broadcastLeading(
  a: readonly number[],
  b: readonly number[],
  where: string,
): readonly number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, axis) => {
    const [x, y] = [a, b].map((dims) => dims[axis - length + dims.length] ?? 1);
    if (x !== y && x !== 1 && y !== 1) throw mismatch(where, "leading dims do not broadcast", a, b);
    return x === 1 ? y : x;
  });
}

/** The same matrices repeated to fill `leading`; the tensor itself where it fills it already. */
export function expandLeading(tensor: Tensor, leading: readonly number[]): Tensor {
  const own = leadingDims(tensor);
  const tail = tensor.dims.slice(-2);
  const dims = [...leading, ...tail];
  if (sizeOf(own) === sizeOf(leading)) return { ...tensor, dims };
  const data = new Float64Array(sizeOf(dims));
  batchIndices(own, leading).forEach((index, i) => {
    data.set(matrixAt(tensor, index).data, i * sizeOf(tail));
  });
  return { dtype: "float64", dims, data };
}

/** A copy with the last two axes swapped, of the same element type. */
export function swapLastAxes(tensor: Tensor): Tensor {
  const [rows, columns] = tensor.dims.slice(-2);
  const leading = leadingDims(tensor);
  const data = tensor.data.slice();
  const size = rows * columns;
  for (let block = 0; block < sizeOf(leading); block++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        data[block * size + j * rows + i] = tensor.data[block * size + i * columns + j];
      }
    }
  }
  return { ...tensor, dims: [...leading, columns, rows], data };
}

/** What stands at a flat index of the first `depth` dims: a view. */
export function partAt(tensor: Tensor, depth: number, flat: number): Tensor {
  const dims = tensor.dims.slice(depth);
  const size = sizeOf(dims);
  return { dtype: tensor.dtype, dims, data: tensor.data.subarray(flat * size, (flat + 1) * size) };
}

/** Columns of `[…, n, k]` times the numbers of `[…, k]`. */
export function scaleColumns(tensor: Tensor, by: Tensor): Tensor {
  const [rows, columns] = tensor.dims.slice(-2);
  const data = Float64Array.from(tensor.data as Float64Array, (x, i) => {
    const batch = Math.floor(i / (rows * columns));
    return x * Number(by.data[batch * columns + (i % columns)]);
  });
  return { ...tensor, data };
}

/** For each index of `to`, flat, the flat index of `from` it is broadcast from. */
function batchIndices(from: readonly number[], to: readonly number[]): number[] {
  return Array.from({ length: sizeOf(to) }, (_, flat) => {
    let rest = flat;
    let index = 0;
    let step = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const dim = from[axis - to.length + from.length] ?? 1;
      if (dim > 1) index += (rest % to[axis]) * step;
      rest = Math.floor(rest / to[axis]);
      step *= dim;
    }
    return index;
  });
}

function mismatch(
  where: string,
  wrong: string,
  a: readonly number[],
  b: readonly number[],
): VitrineError {
  return new VitrineError(
    "BAD_SHAPE",
    `${where}: ${wrong}; got [${a.join(", ")}] and [${b.join(", ")}].`,
  );
}
