/** A dense row-major matrix of doubles, or of floats that are read as doubles. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array | Float32Array;
}

/** A matrix whose numbers are doubles: what every product and decomposition gives. */
export interface Matrix64 extends Matrix {
  readonly data: Float64Array;
}

export function zeroMatrix(rows: number, columns: number): Matrix64 {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

export function identityMatrix(size: number): Matrix64 {
  const made = zeroMatrix(size, size);
  for (let i = 0; i < size; i++) made.data[i * size + i] = 1;
  return made;
}

/** A · B, sums in double precision. */
export function matmul(a: Matrix, b: Matrix): Matrix64 {
  const made = zeroMatrix(a.rows, b.columns);
  const { columns, data } = made;
  for (let i = 0; i < a.rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k];
      const from = k * columns;
      for (let j = 0; j < columns; j++) row[j] += factor * b.data[from + j];
    }
  }
  return made;
}

/** A copy with rows and columns swapped. */
export function transposed({ rows, columns, data }: Matrix): Matrix64 {
  const made = zeroMatrix(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) made.data[j * rows + i] = data[i * columns + j];
  }
  return made;
}

/** A copy as doubles. */
export function doubled({ rows, columns, data }: Matrix): Matrix64 {
  return { rows, columns, data: new Float64Array(data) };
}

/** √Σ x². */
export function frobeniusNorm({ data }: Matrix): number {
  return euclideanNorm(data, 0, data.length);
}

/** Length of the vector `data[from … to)`, safe from overflow and underflow. */
export function euclideanNorm(data: ArrayLike<number>, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(data[i]));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = from; i < to; i++) sum += (data[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}
