import { VitrineError } from "../errors.ts";
import { doubled, frobeniusNorm, type Matrix, type Matrix64 } from "./matrix.ts";
import { reflector, reflectRows } from "./qr.ts";

/** Complex numbers: real and imaginary parts, index by index. */
export interface ComplexList {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

type Complex = readonly [re: number, im: number];

/** Steps at one eigenvalue; two or three are usual, every tenth takes another shift. */
const MOST_STEPS = 300;

/**
 * All eigenvalues of a square real matrix, largest absolute value first, of a conjugate pair the one
 * above the real axis first: reduced to Hessenberg form, then by Francis's implicit double-shift QR
 * steps (Golub & Van Loan, Matrix Computations, §7.4–7.5).
 *
 * @throws VitrineError `RUNTIME` where it does not converge.
 */
export function eigenvalues(matrix: Matrix): ComplexList {
  const h = hessenberg(matrix);
  const size = frobeniusNorm(h);
  const found: Complex[] = [];
  let steps = 0;
  for (let high = h.rows - 1; high >= 0;) {
    const low = blockStart(h, high, size);
    if (high - low < 2) {
      found.push(...(low === high ? [[at(h, low, low), 0] as const] : pairOf(h, low)));
      high = low - 1;
      steps = 0;
      continue;
    }
    if (++steps > MOST_STEPS) throw stuck(h.rows);
    francisStep(h, low, high, steps);
  }
  found.sort(([a, b], [c, d]) => Math.hypot(c, d) - Math.hypot(a, b) || c - a || d - b);
  return {
    re: Float64Array.from(found, ([re]) => re),
    im: Float64Array.from(found, ([, im]) => im),
  };
}

/** Zero below the first subdiagonal, by reflections from both sides. */
function hessenberg(matrix: Matrix): Matrix64 {
  const h = doubled(matrix);
  for (let k = 0; k < h.rows - 2; k++) {
    const v = Float64Array.from({ length: h.rows - k - 1 }, (_, i) => at(h, k + 1 + i, k));
    reflector(v);
    reflectRows(h, v, k + 1, k);
    reflectColumns(h, v, k + 1, 0, h.rows);
    for (let i = k + 2; i < h.rows; i++) h.data[i * h.columns + k] = 0;
  }
  return h;
}

/** Columns `left … left + v.length` of A become A(I − 2vvᵀ), rows `from … to` only. */
function reflectColumns(
  { columns, data }: Matrix64,
  v: Float64Array,
  left: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const start = i * columns + left;
    let along = 0;
    for (let j = 0; j < v.length; j++) along += data[start + j] * v[j];
    for (let j = 0; j < v.length; j++) data[start + j] -= 2 * along * v[j];
  }
}

/** First row of the unreduced block that ends at `high`; what splits it off is set to zero. */
function blockStart(h: Matrix64, high: number, size: number): number {
  for (let low = high; low > 0; low--) {
    const beside = Math.abs(at(h, low, low)) + Math.abs(at(h, low - 1, low - 1));
    const scale = beside === 0 ? size : beside;
    if (Math.abs(at(h, low, low - 1)) > Number.EPSILON * scale) continue;
    h.data[low * h.columns + low - 1] = 0;
    return low;
  }
  return 0;
}

/** Eigenvalues of the two-by-two block at `low`. */
function pairOf(h: Matrix64, low: number): readonly [Complex, Complex] {
  const [a, b] = [at(h, low, low), at(h, low, low + 1)];
  const [c, d] = [at(h, low + 1, low), at(h, low + 1, low + 1)];
  const half = (a - d) / 2;
  const square = half * half + b * c;
  if (square < 0) {
    const im = Math.sqrt(-square);
    return [
      [(a + d) / 2, im],
      [(a + d) / 2, -im],
    ];
  }
  const away = half + (half < 0 ? -1 : 1) * Math.sqrt(square); // no cancellation
  const first = d + away;
  return [
    [first, 0],
    [away === 0 ? d : d - (b * c) / away, 0],
  ];
}

/** One double-shift QR step on rows and columns low … high, chasing the bulge down. */
function francisStep(h: Matrix64, low: number, high: number, step: number): void {
  const [a, b, c, d] = shiftBlock(h, high, step);
  const top = at(h, low, low);
  const below = at(h, low + 1, low);
  const [fromA, fromD] = [a - top, d - top]; // differences first: near eigenvalues of a multiple one
  let x = fromA * fromD - b * c + at(h, low, low + 1) * below;
  let y = below * (at(h, low + 1, low + 1) - top - fromA - fromD);
  let z = below * at(h, low + 2, low + 1);
  for (let k = low; k < high; k++) {
    const v = k < high - 1 ? Float64Array.of(x, y, z) : Float64Array.of(x, y);
    reflector(v);
    reflectRows(h, v, k, Math.max(low, k - 1), high + 1);
    reflectColumns(h, v, k, low, Math.min(k + 4, high + 1));
    if (k > low) for (let i = 1; i < v.length; i++) h.data[(k + i) * h.columns + k - 1] = 0;
    x = at(h, k + 1, k);
    if (k < high - 1) y = at(h, k + 2, k);
    if (k < high - 2) z = at(h, k + 3, k);
  }
}

/** The block whose eigenvalues are the two shifts: the last two-by-two one, now and then another. */
function shiftBlock(
  h: Matrix64,
  high: number,
  step: number,
): readonly [a: number, b: number, c: number, d: number] {
  const [a, b] = [at(h, high - 1, high - 1), at(h, high - 1, high)];
  const [c, d] = [at(h, high, high - 1), at(h, high, high)];
  if (step % 10 !== 0) return [a, b, c, d];
  const size = Math.abs(c) + Math.abs(at(h, high - 1, high - 2));
  const middle = d + 0.75 * size;
  return [middle, -0.4375 * size, size, middle]; // the exceptional shift of LAPACK's dlahqr: breaks cycles
}

function at({ columns, data }: Matrix64, row: number, column: number): number {
  return data[row * columns + column];
}

function stuck(size: number): VitrineError {
  return new VitrineError(
    "RUNTIME",
    `eigenvalues: no convergence after ${MOST_STEPS} steps on a ${size} × ${size} matrix. Add a tiny random matrix to break its symmetry.`,
  );
}
