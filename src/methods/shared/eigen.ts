/** Eigenvalues, largest first, and for each its unit eigenvector. */
export interface Eigen {
  readonly values: Float64Array;
  /** `[n, n]`, one eigenvector per row. */
  readonly vectors: Float64Array;
}

/** Sweeps after which a tridiagonal matrix has always converged; two or three are usual. */
const MOST_SWEEPS = 60;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix, `[n, n]` row-major: reduced to tridiagonal
 * form by Householder reflections, then to diagonal form by implicit QR steps with Wilkinson's shift
 * (Golub & Van Loan, Matrix Computations, §8.3). The input is left as it is.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const vectors = identity(n);
  const { diagonal, off } = tridiagonalise(matrix.slice(), n, vectors);
  diagonalise(diagonal, off, n, vectors);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: sorted };
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/** A = Qᵀ T Q with T tridiagonal; `q` (the identity at first) becomes Q. Destroys `a`. */
function tridiagonalise(
  a: Float64Array,
  n: number,
  q: Float64Array,
): { diagonal: Float64Array; off: Float64Array } {
  const off = new Float64Array(Math.max(0, n - 1));
  for (let k = 0; k < n - 2; k++) {
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k];
    off[k] = reflector(v, k + 1);
    if (v[k + 1] === 0) continue;
    reflectBothSides(a, v, n, k);
    reflectRows(q, v, n, k);
  }
  if (n > 1) off[n - 2] = a[(n - 1) * n + n - 2];
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), off };
}

/**
 * Turns x (entries from `start`) into the unit v with (I − 2vvᵀ)x = αe, and returns α; v is all zero
 * where x already is a multiple of e.
 */
function reflector(v: Float64Array, start: number): number {
  const length = norm(v, start);
  const tail = norm(v, start + 1);
  const alpha = tail === 0 ? v[start] : v[start] > 0 ? -length : length;
  v[start] = tail === 0 ? 0 : v[start] - alpha;
  const size = norm(v, start);
  if (size > 0) for (let i = start; i < v.length; i++) v[i] /= size;
  return alpha;
}

function norm(v: Float64Array, start: number): number {
  let largest = 0;
  for (let i = start; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = start; i < v.length; i++) sum += (v[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** A ← HAH on rows and columns after k, as the rank-two update A − v wᵀ − w vᵀ. */
function reflectBothSides(a: Float64Array, v: Float64Array, n: number, k: number): void {
  const w = new Float64Array(n);
  let inner = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
    w[i] = 2 * sum;
    inner += v[i] * w[i];
  }
  for (let i = k + 1; i < n; i++) w[i] -= inner * v[i];
  for (let i = k + 1; i < n; i++) {
    for (let j = k + 1; j < n; j++) a[i * n + j] -= v[i] * w[j] + w[i] * v[j];
  }
}

/** Q ← HQ. */
function reflectRows(q: Float64Array, v: Float64Array, n: number, k: number): void {
  const along = new Float64Array(n);
  for (let i = k + 1; i < n; i++) {
    for (let j = 0; j < n; j++) along[j] += v[i] * q[i * n + j];
  }
  for (let i = k + 1; i < n; i++) {
    for (let j = 0; j < n; j++) q[i * n + j] -= 2 * v[i] * along[j];
  }
}

/** Makes the off-diagonal vanish from its end; the rotations go into the rows of `q`. */
function diagonalise(d: Float64Array, e: Float64Array, n: number, q: Float64Array): void {
  let sweeps = 0;
  for (let high = n - 1; high > 0;) {
    if (isNegligible(d, e, high - 1)) {
      e[high - 1] = 0;
      high--;
      sweeps = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isNegligible(d, e, low - 1)) low--;
    // Every step converges for finite numbers; the bound only ends a run over NaN.
    if (++sweeps > MOST_SWEEPS) return;
    implicitStep(d, e, low, high, n, q);
  }
}

function isNegligible(d: Float64Array, e: Float64Array, i: number): boolean {
  return Math.abs(e[i]) <= Number.EPSILON * (Math.abs(d[i]) + Math.abs(d[i + 1]));
}

/** One implicit QR step on rows low … high of the tridiagonal matrix. */
function implicitStep(
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
  n: number,
  q: Float64Array,
): void {
  let x = d[low] - wilkinsonShift(d[high - 1], d[high], e[high - 1]);
  let z = e[low];
  for (let k = low; k < high; k++) {
    const r = Math.hypot(x, z);
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
    if (k > low) e[k - 1] = r;
    const [a, b, o] = [d[k], d[k + 1], e[k]];
    d[k] = c * c * a + 2 * c * s * o + s * s * b;
    d[k + 1] = s * s * a - 2 * c * s * o + c * c * b;
    e[k] = c * s * (b - a) + (c * c - s * s) * o;
    x = e[k];
    if (k < high - 1) {
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    rotateRows(q, k, n, c, s);
  }
}

/** The eigenvalue of [[a, o], [o, b]] nearer to b. */
function wilkinsonShift(a: number, b: number, o: number): number {
  const half = (a - b) / 2;
  return b - (o * o) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, o));
}

function rotateRows(q: Float64Array, k: number, n: number, c: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const [upper, lower] = [q[k * n + j], q[(k + 1) * n + j]];
    q[k * n + j] = c * upper + s * lower;
    q[(k + 1) * n + j] = c * lower - s * upper;
  }
}
