import {
  doubled,
  euclideanNorm,
  identityMatrix,
  transposed,
  type Matrix,
  type Matrix64,
} from "./matrix.ts";

/** A = U diag(s) Vᵀ with k = min(rows, columns) singular values. */
export interface Svd {
  /** `[rows, k]`, orthonormal columns. */
  readonly u: Matrix64;
  /** Singular values, largest first. */
  readonly s: Float64Array;
  /** `[columns, k]`, orthonormal columns. */
  readonly v: Matrix64;
}

/** Sweeps after which every finite matrix has converged; six to ten are usual. */
const MOST_SWEEPS = 60;

/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Demmel & Veselić 1992):
 * columns are rotated in pairs until all are orthogonal. Small singular values come out with high
 * relative accuracy. For matrices of up to a few hundred rows; reduce larger ones by QR first.
 */
export function svd(a: Matrix): Svd {
  if (a.rows < a.columns) {
    const { u, s, v } = svd(transposed(a));
    return { u: v, s, v: u };
  }
  const w = transposed(a); // its rows are the columns of A: contiguous
  const v = identityMatrix(a.columns); // rows are those of Vᵀ
  for (let sweep = 0; sweep < MOST_SWEEPS && rotateAll(w, v); sweep++);
  const lengths = Array.from({ length: w.rows }, (_, i) => rowNorm(w, i));
  const order = lengths.map((_, i) => i).sort((i, j) => lengths[j] - lengths[i]);
  const s = Float64Array.from(order, (i) => lengths[i]);
  return { u: transposed(unitRows(pickRows(w, order), s)), s, v: transposed(pickRows(v, order)) };
}

/** One rotation per pair of rows; whether any was needed. */
function rotateAll(w: Matrix64, v: Matrix64): boolean {
  let turned = false;
  for (let i = 0; i < w.rows; i++) {
    for (let j = i + 1; j < w.rows; j++) {
      const [a, b, inner] = [dot(w, i, i), dot(w, j, j), dot(w, i, j)];
      if (Math.abs(inner) <= Number.EPSILON * Math.sqrt(a) * Math.sqrt(b)) continue;
      turned = true;
      const zeta = (b - a) / (2 * inner);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
      const c = 1 / Math.hypot(1, t);
      rotate(w, i, j, c, c * t);
      rotate(v, i, j, c, c * t);
    }
  }
  return turned;
}

function rotate({ columns, data }: Matrix64, i: number, j: number, c: number, s: number): void {
  for (let k = 0; k < columns; k++) {
    const [x, y] = [data[i * columns + k], data[j * columns + k]];
    data[i * columns + k] = c * x - s * y;
    data[j * columns + k] = s * x + c * y;
  }
}

function dot({ columns, data }: Matrix64, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < columns; k++) sum += data[i * columns + k] * data[j * columns + k];
  return sum;
}

function rowNorm({ columns, data }: Matrix64, i: number): number {
  return euclideanNorm(data, i * columns, (i + 1) * columns);
}

function pickRows({ columns, data }: Matrix64, order: readonly number[]): Matrix64 {
  const made = new Float64Array(order.length * columns);
  order.forEach((from, to) => {
    made.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return { rows: order.length, columns, data: made };
}

/** Rows divided by their lengths; zero rows become unit vectors orthogonal to all others. */
function unitRows(w: Matrix64, lengths: Float64Array): Matrix64 {
  const made = doubled(w);
  const { columns, data } = made;
  for (let i = 0; i < made.rows; i++) {
    if (lengths[i] === 0) completeRow(made, i);
    else for (let k = 0; k < columns; k++) data[i * columns + k] /= lengths[i];
  }
  return made;
}

/** Puts a unit vector orthogonal to the rows above into row i: Gram–Schmidt, twice, on the best axis. */
function completeRow(w: Matrix64, i: number): void {
  const { columns, data } = w;
  const row = data.subarray(i * columns, (i + 1) * columns);
  for (let axis = 0; axis < columns; axis++) {
    row.fill(0);
    row[axis] = 1;
    for (let pass = 0; pass < 2; pass++) removeRowsAbove(w, i);
    const left = rowNorm(w, i);
    if (left < 0.5 / Math.sqrt(columns)) continue; // some axis keeps at least 1/√columns
    for (let k = 0; k < columns; k++) row[k] /= left;
    return;
  }
}

function removeRowsAbove(w: Matrix64, i: number): void {
  const { columns, data } = w;
  for (let above = 0; above < i; above++) {
    const part = dot(w, above, i);
    for (let k = 0; k < columns; k++) data[i * columns + k] -= part * data[above * columns + k];
  }
}
