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

/** Adds `scale · a b` to the row-major [m, n] matrix at `out[at]`. */
export function addProduct(
  out: Float64Array,
  at: number,
  a: Matrix,
  b: Matrix,
  size: ProductSize,
  scale = 1,
): void {
  if (b.columnStep === 1 && size.n > 1) addByRows(out, at, a, b, size, scale);
  else addByDots(out, at, a, b, size, scale);
}

/** Row i of the result gathers the rows of b: reads b in order where its rows are contiguous. */
function addByRows(
  out: Float64Array,
  at: number,
  a: Matrix,
  b: Matrix,
  { m, k, n }: ProductSize,
  scale: number,
): void {
  for (let i = 0; i < m; i++) {
    const to = at + i * n;
    for (let p = 0; p < k; p++) {
      const factor = scale * a.data[a.offset + i * a.rowStep + p * a.columnStep];
      const from = b.offset + p * b.rowStep;
      for (let j = 0; j < n; j++) out[to + j] += factor * b.data[from + j];
    }
  }
}

/** Element (i, j) is a dot product: reads b in order where its columns are contiguous. */
function addByDots(
  out: Float64Array,
  at: number,
  a: Matrix,
  b: Matrix,
  { m, k, n }: ProductSize,
  scale: number,
): void {
  const { data: left, columnStep: leftStep } = a;
  const { data: right, rowStep: rightStep } = b;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let p = a.offset + i * a.rowStep;
      let q = b.offset + j * b.columnStep;
      let sum = 0;
      for (let step = 0; step < k; step++, p += leftStep, q += rightStep) {
        sum += left[p] * right[q];
      }
      out[at + i * n + j] += scale * sum;
    }
  }
}
