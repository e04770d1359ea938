import { eigenvalues, type ComplexList } from "../../tensor/eigenvalues.ts";
import {
  frobeniusNorm,
  matmul,
  type Matrix,
  type Matrix64,
  transposed,
  zeroMatrix,
} from "../../tensor/matrix.ts";

/** Tokens whose rows are worked on at a time: few enough to stay in a processor's cache. */
const BLOCK = 64;

/**
 * Σ_t (a[t] − origin)ᵀ b[t] `[d, d]` of two tables `[vocab, d]`: what of a circuit on tokens is left
 * between the two sides of a head, so that nothing of vocab × vocab is ever made.
 */
export function gram(a: Matrix, b: Matrix, origin: Float64Array): Matrix64 {
  const made = zeroMatrix(a.columns, b.columns);
  const { columns, data } = made;
  for (let first = 0; first < a.rows; first += BLOCK) {
    const end = Math.min(a.rows, first + BLOCK);
    for (let i = 0; i < a.columns; i++) {
      const row = data.subarray(i * columns, (i + 1) * columns);
      for (let t = first; t < end; t++) {
        const factor = a.data[t * a.columns + i] - origin[i];
        const from = t * columns;
        for (let j = 0; j < columns; j++) row[j] += factor * b.data[from + j];
      }
    }
  }
  return made;
}

/** The mean of the rows, `[columns]`. */
export function meanRow({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns] += data[i] / rows;
  return mean;
}

/** Eigenvalues, and what is no more than rounding among them. */
export interface Spectrum extends ComplexList {
  /** Σ |λ| up to which they may come from the rounding of float32 weights alone. */
  readonly floor: number;
}

const ROUNDING = 2 ** -23;

/**
 * The eigenvalues other than zero of the circuit E (left right) Uᵀ on tokens, `[vocab, vocab]`: those of
 * right (Uᵀ E) left, since A B and B A share theirs. `left` `[d, d_head]`, `right` `[d_head, d]`.
 *
 * @param between - Uᵀ E, see {@link gram}.
 */
export function circuitEigenvalues(left: Matrix, between: Matrix, right: Matrix): Spectrum {
  const size = [left, between, right].reduce((product, one) => product * frobeniusNorm(one), 1);
  return { ...eigenvalues(matmul(right, matmul(between, left))), floor: ROUNDING * size };
}

/**
 * Σ Re λ / Σ |λ|, from −1 to 1: 1 where every direction is passed on with its sign. NaN where all are
 * zero, or no larger than rounding.
 */
export function positivity({ re, im, floor }: Spectrum): number {
  let sum = 0;
  let sizes = 0;
  for (let i = 0; i < re.length; i++) {
    sum += re[i];
    sizes += Math.hypot(re[i], im[i]);
  }
  return sizes > floor ? sum / sizes : NaN;
}

/** A cell of a circuit on tokens. */
export interface TokenPair {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** The k largest cells of X Yᵀ, largest first, X and Y `[tokens, d_head]`: one row at a time, none kept. */
export function largestCells(x: Matrix, y: Matrix, k: number): TokenPair[] {
  const across = transposed(y); // [d_head, tokens]
  const cells = new Float64Array(y.rows);
  const best: TokenPair[] = [];
  for (let row = 0; row < x.rows; row++) {
    cells.fill(0);
    for (let i = 0; i < x.columns; i++) {
      const factor = x.data[row * x.columns + i];
      const from = i * y.rows;
      for (let j = 0; j < cells.length; j++) cells[j] += factor * across.data[from + j];
    }
    for (let column = 0; column < cells.length; column++) {
      if (best.length === k && !(cells[column] > best[k - 1].value)) continue;
      insert(best, { row, column, value: cells[column] }, k);
    }
  }
  return best;
}

/** Equal ones in the order in which they come. */
function insert(best: TokenPair[], pair: TokenPair, k: number): void {
  let at = best.length;
  while (at > 0 && pair.value > best[at - 1].value) at--;
  best.splice(at, 0, pair);
  if (best.length > k) best.pop();
}
