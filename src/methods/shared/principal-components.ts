import { symmetricEigen } from "./eigen.ts";

/** Rows of observations, `[rows, columns]` row-major. */
export interface Observations {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface PrincipalComponents {
  /** `[columns]`, taken off every row first. */
  readonly mean: Float64Array;
  /** `[k, columns]`, orthonormal, the most variance first; the loading of largest size is positive. */
  readonly components: Float64Array;
  /** `[rows, k]`. */
  readonly coordinates: Float64Array;
  /** `[k]`, with divisor rows − 1. */
  readonly variance: Float64Array;
  /** Sum of the variances of all columns. */
  readonly totalVariance: number;
}

/**
 * The first k principal components, exact: eigenvectors of the covariance, or of the Gram matrix of the
 * rows where these are fewer than the columns.
 *
 * Pearson 1901; Jolliffe 2002, Principal Component Analysis, §1.1
 */
export function principalComponents(data: Observations, k: number): PrincipalComponents {
  const mean = columnMeans(data);
  const centred = { ...data, values: data.values.map((x, i) => x - mean[i % data.columns]) };
  const components = data.rows < data.columns ? fromRows(centred, k) : fromColumns(centred, k);
  fixSigns(components, k, data.columns);
  const coordinates = project(centred, components, k);
  return {
    mean,
    components,
    coordinates,
    variance: Float64Array.from({ length: k }, (_, j) => meanSquare(coordinates, j, k)),
    totalVariance: centred.values.reduce((sum, x) => sum + x * x, 0) / (data.rows - 1),
  };
}

function columnMeans({ values, rows, columns }: Observations): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += values[i] / rows;
  return mean;
}

/** Eigenvectors of XᵀX. */
function fromColumns({ values, rows, columns }: Observations, k: number): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    const x = values.subarray(row * columns, (row + 1) * columns);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) gram[i * columns + j] += x[i] * x[j];
    }
  }
  mirror(gram, columns);
  return symmetricEigen(gram, columns).vectors.slice(0, k * columns);
}

/** Xᵀu / √λ for the eigenpairs (λ, u) of XXᵀ. */
function fromRows({ values, rows, columns }: Observations, k: number): Float64Array {
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += values[i * columns + c] * values[j * columns + c];
      gram[i * rows + j] = sum;
    }
  }
  mirror(gram, rows);
  const eigen = symmetricEigen(gram, rows);
  const components = new Float64Array(k * columns);
  for (let j = 0; j < k; j++) {
    const size = Math.sqrt(Math.max(0, eigen.values[j]));
    if (size === 0) continue;
    for (let row = 0; row < rows; row++) {
      const weight = eigen.vectors[j * rows + row] / size;
      for (let c = 0; c < columns; c++)
        components[j * columns + c] += weight * values[row * columns + c];
    }
  }
  return components;
}

function mirror(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j];
}

function fixSigns(components: Float64Array, k: number, columns: number): void {
  for (let j = 0; j < k; j++) {
    const component = components.subarray(j * columns, (j + 1) * columns);
    const largest = component.reduce((a, x) => (Math.abs(x) > Math.abs(a) ? x : a), 0);
    if (largest < 0) component.forEach((x, i) => (component[i] = -x));
  }
}

function project(
  { values, rows, columns }: Observations,
  components: Float64Array,
  k: number,
): Float64Array {
  const out = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++)
        sum += values[row * columns + c] * components[j * columns + c];
      out[row * k + j] = sum;
    }
  }
  return out;
}

/** Variance of one column of coordinates, whose mean is 0. */
function meanSquare(coordinates: Float64Array, j: number, k: number): number {
  let sum = 0;
  for (let i = j; i < coordinates.length; i += k) sum += coordinates[i] ** 2;
  return sum / (coordinates.length / k - 1);
}
