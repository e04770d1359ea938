import { doubled, euclideanNorm, zeroMatrix, type Matrix, type Matrix64 } from "./matrix.ts";

/** A = Q R, with k = min(rows, columns): Q `[rows, k]` has orthonormal columns, R `[k, columns]` is upper triangular. */
export interface Qr {
  readonly r: Matrix64;
  /** Made when asked for: it costs as much again. */
  readonly q: () => Matrix64;
}

/** The thin QR factorisation by Householder reflections (Golub & Van Loan, Matrix Computations, §5.2). */
export function qr(a: Matrix): Qr {
  const work = doubled(a);
  const k = Math.min(a.rows, a.columns);
  const reflectors: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const v = Float64Array.from({ length: a.rows - i }, (_, row) => entry(work, i + row, i));
    reflector(v);
    reflectors.push(v);
    reflectRows(work, v, i, i);
  }
  return { r: upperTriangle(work, k), q: () => orthonormal(reflectors, a.rows, k) };
}

/**
 * Turns x into the unit vector v with (I − 2vvᵀ)x = αe₁; v stays zero where x is.
 *
 * @returns α.
 */
export function reflector(v: Float64Array): number {
  const length = euclideanNorm(v, 0, v.length);
  if (length === 0) return 0;
  const alpha = v[0] > 0 ? -length : length;
  v[0] -= alpha;
  const size = euclideanNorm(v, 0, v.length);
  for (let i = 0; i < v.length; i++) v[i] /= size;
  return alpha;
}

/** Rows `top … top + v.length` of A become (I − 2vvᵀ)A, columns `from … to` only. */
export function reflectRows(
  { columns, data }: Matrix64,
  v: Float64Array,
  top: number,
  from: number,
  to: number = columns,
): void {
  const along = new Float64Array(to - from);
  for (let i = 0; i < v.length; i++) {
    const row = (top + i) * columns + from;
    for (let j = 0; j < along.length; j++) along[j] += v[i] * data[row + j];
  }
  for (let i = 0; i < v.length; i++) {
    const row = (top + i) * columns + from;
    for (let j = 0; j < along.length; j++) data[row + j] -= 2 * v[i] * along[j];
  }
}

function entry({ columns, data }: Matrix64, row: number, column: number): number {
  return data[row * columns + column];
}

function upperTriangle(work: Matrix64, k: number): Matrix64 {
  const r = zeroMatrix(k, work.columns);
  for (let i = 0; i < k; i++) {
    for (let j = i; j < r.columns; j++) r.data[i * r.columns + j] = entry(work, i, j);
  }
  return r;
}

/** The reflections' product, applied to the first k columns of the identity. */
function orthonormal(reflectors: readonly Float64Array[], rows: number, k: number): Matrix64 {
  const q = zeroMatrix(rows, k);
  for (let i = 0; i < k; i++) q.data[i * k + i] = 1;
  for (let i = k - 1; i >= 0; i--) reflectRows(q, reflectors[i], i, i);
  return q;
}
