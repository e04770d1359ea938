/** A matrix inside an array: element (i, j) is at `offset + i * rowStep + j * columnStep`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly offset: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Rows and columns of a product [m, k] · [k, n]. */
export interface ProductSize {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Columns worked on at once: independent sums keep the processor busy. */
const BLOCK = 4;

/** Adds `scale · a b` to the row-major [m, n] matrix at `out[at]`. */
export function addProduct(
  out: Float64Array,
  at: number,
  a: Matrix,
  b: Matrix,
  { m, k, n }: ProductSize,
  scale = 1,
): void {
  for (let i = 0; i < m; i++) {
    const row = a.offset + i * a.rowStep;
    const to = at + i * n;
    let j = 0;
    for (; j + BLOCK <= n; j += BLOCK) addFour(out, to + j, a, row, b, j, k, scale);
    for (; j < n; j++) out[to + j] += scale * dot(a, row, b, j, k);
  }
}

/** The products of one row of a with columns j … j + 3 of b. */
function addFour(
  out: Float64Array,
  at: number,
  { data: left, columnStep: leftStep }: Matrix,
  row: number,
  { data: right, offset, rowStep, columnStep }: Matrix,
  j: number,
  k: number,
  scale: number,
): void {
  let p = row;
  let q = offset + j * columnStep;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let step = 0; step < k; step++, p += leftStep, q += rowStep) {
    const x = left[p];
    sum0 += x * right[q];
    sum1 += x * right[q + columnStep];
    sum2 += x * right[q + 2 * columnStep];
    sum3 += x * right[q + 3 * columnStep];
  }
  out[at] += scale * sum0;
  out[at + 1] += scale * sum1;
  out[at + 2] += scale * sum2;
  out[at + 3] += scale * sum3;
}

function dot(a: Matrix, row: number, b: Matrix, j: number, k: number): number {
  let p = row;
  let q = b.offset + j * b.columnStep;
  let sum = 0;
  for (let step = 0; step < k; step++, p += a.columnStep, q += b.rowStep) {
    sum += a.data[p] * b.data[q];
  }
  return sum;
}
