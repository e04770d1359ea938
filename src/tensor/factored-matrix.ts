import { VitrineError } from "../errors.ts";
import {
  batchedProduct,
  broadcastLeading,
  expandLeading,
  leadingDims,
  matrixAt,
  partAt,
  scaleColumns,
  swapLastAxes,
} from "./batched.ts";
import { eigenvalues } from "./eigenvalues.ts";
import { frobeniusNorm, matmul, transposed, type Matrix64 } from "./matrix.ts";
import { qr } from "./qr.ts";
import { svd } from "./svd.ts";
import { sizeOf, type Tensor } from "./tensor.ts";

/** M = U diag(S) Vᵀ; k is the smallest of ldim, mdim and rdim. */
export interface FactoredSvd {
  /** `[…, ldim, k]`, orthonormal columns; of each the entry furthest from zero is positive. */
  readonly u: Tensor;
  /** `[…, k]`, largest first. */
  readonly s: Tensor;
  /** `[…, rdim, k]`, orthonormal columns. */
  readonly v: Tensor;
}

/**
 * A matrix M = A B kept as its two factors, A `[…, ldim, mdim]` and B `[…, mdim, rdim]`, with mdim
 * small: the QK and OV circuits of attention heads (Elhage et al. 2021), `[layer, head, d_model,
 * d_model]` of rank d_head. The ldim × rdim array is made by `ab` only, or where it is the smaller.
 * Follows TransformerLens's `FactoredMatrix`; vectors of the residual stream are rows, `x M`.
 *
 * Factors are float32 or float64 tensors; everything computed is float64.
 */
export class FactoredMatrix {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly ldim: number;
  readonly mdim: number;
  readonly rdim: number;
  #svd: FactoredSvd | null = null;

  /**
   * @param a - `[…, ldim, mdim]`
   * @param b - `[…, mdim, rdim]`; leading dims broadcast as NumPy's do.
   * @throws VitrineError `BAD_SHAPE` where the factors do not fit, `BAD_INPUT` for other element types.
   */
  constructor(a: Tensor, b: Tensor) {
    for (const factor of [a, b]) checkFactor(factor);
    const leading = broadcastLeading(leadingDims(a), leadingDims(b), WHERE);
    const [[ldim, mdim], [inner, rdim]] = [a.dims.slice(-2), b.dims.slice(-2)];
    if (mdim !== inner) {
      throw new VitrineError(
        "BAD_SHAPE",
        `${WHERE}: the factors do not multiply; expected b to have ${mdim} rows, got ${inner}.`,
      );
    }
    this.a = expandLeading(a, leading);
    this.b = expandLeading(b, leading);
    [this.ldim, this.mdim, this.rdim] = [ldim, mdim, rdim];
  }

  /** Dims of M: `[…, ldim, rdim]`. */
  get dims(): readonly number[] {
    return [...this.leading, this.ldim, this.rdim];
  }

  /** Dims before the matrix: `[layer, head]` for the circuits of a model. */
  get leading(): readonly number[] {
    return leadingDims(this.a);
  }

  /** The matrix, or the matrices, at an index of the first leading dims: `at(layer)`, `at(layer, head)`. Negatives count from the last. */
  at(...index: readonly number[]): FactoredMatrix {
    const { leading } = this;
    const fits = index.every(
      (i, axis) => Number.isInteger(i) && i >= -leading[axis] && i < leading[axis],
    );
    if (index.length > leading.length || !fits) {
      throw new VitrineError(
        "BAD_OPTION",
        `${WHERE}.at: no matrix at [${index.join(", ")}]; the dims before the matrix are [${leading.join(", ")}].`,
      );
    }
    const flat = index.reduce(
      (sum, i, axis) => sum * leading[axis] + ((i + leading[axis]) % leading[axis]),
      0,
    );
    return new FactoredMatrix(
      partAt(this.a, index.length, flat),
      partAt(this.b, index.length, flat),
    );
  }

  /** The product A B `[…, ldim, rdim]`: large. */
  ab(): Tensor {
    return batchedProduct(this.a, this.b, `${WHERE}.ab`);
  }

  /** The product the other way round, B A `[…, mdim, mdim]`. It needs ldim = rdim. */
  ba(): Tensor {
    this.#requireSquare("ba");
    return batchedProduct(this.b, this.a, `${WHERE}.ba`);
  }

  /** Mᵀ = Bᵀ Aᵀ. */
  transpose(): FactoredMatrix {
    return new FactoredMatrix(swapLastAxes(this.b), swapLastAxes(this.a));
  }

  /** M X, factored, with the smaller inner dim; X is a tensor `[…, rdim, n]` or factored. */
  multiply(right: Tensor | FactoredMatrix): FactoredMatrix {
    const where = `${WHERE}.multiply`;
    if (right instanceof FactoredMatrix) {
      const core = batchedProduct(this.b, right.a, where); // […, mdim, right.mdim]
      return this.mdim <= right.mdim
        ? new FactoredMatrix(this.a, batchedProduct(core, right.b, where))
        : new FactoredMatrix(batchedProduct(this.a, core, where), right.b);
    }
    checkFactor(right);
    return this.rdim > this.mdim
      ? new FactoredMatrix(this.a, batchedProduct(this.b, right, where))
      : new FactoredMatrix(this.ab(), right);
  }

  /** X M, factored, with the smaller inner dim; X is a tensor `[…, n, ldim]` or factored. */
  multiplyLeft(left: Tensor | FactoredMatrix): FactoredMatrix {
    if (left instanceof FactoredMatrix) return left.multiply(this);
    checkFactor(left);
    return this.ldim > this.mdim
      ? new FactoredMatrix(batchedProduct(left, this.a, `${WHERE}.multiplyLeft`), this.b)
      : new FactoredMatrix(left, this.ab());
  }

  /** M x of a vector `[rdim]`: `[…, ldim]`. */
  multiplyVector(x: Tensor): Tensor {
    const where = `${WHERE}.multiplyVector`;
    const column = { ...x, dims: [...x.dims, 1] };
    const made = batchedProduct(this.a, batchedProduct(this.b, column, where), where);
    return { ...made, dims: made.dims.slice(0, -1) };
  }

  /** x M of a row vector `[ldim]`: `[…, rdim]`. What a head writes (OV) when it reads x. */
  multiplyVectorLeft(x: Tensor): Tensor {
    const where = `${WHERE}.multiplyVectorLeft`;
    const row = { ...x, dims: [1, ...x.dims] };
    const made = batchedProduct(batchedProduct(row, this.a, where), this.b, where);
    return { ...made, dims: [...this.leading, this.rdim] };
  }

  /** M times a number. */
  scale(factor: number): FactoredMatrix {
    const data = Float64Array.from(this.a.data as Float64Array, (x) => x * factor);
    return new FactoredMatrix({ dtype: "float64", dims: this.a.dims, data }, this.b);
  }

  /**
   * Singular value decomposition, through the QR factorisations of A and Bᵀ: the cost grows with
   * (ldim + rdim) · mdim². Computed once.
   */
  svd(): FactoredSvd {
    this.#svd ??= this.#decompose();
    return this.#svd;
  }

  /** Singular values `[…, k]`, largest first; half the work of `svd`. */
  singularValues(): Tensor {
    if (this.#svd !== null) return this.#svd.s;
    return this.#each([this.#rank], (i) => svd(this.#core(i).matrix).s);
  }

  /** Frobenius norm √Σ M² `[…]`. */
  norm(): Tensor {
    return this.#each([], (i) => [frobeniusNorm(this.#core(i).matrix)]);
  }

  /** Σ of the diagonal `[…]`. It needs ldim = rdim. */
  trace(): Tensor {
    this.#requireSquare("trace");
    const { ldim, mdim } = this;
    return this.#each([], (batch) => {
      const [{ data: a }, { data: b }] = [matrixAt(this.a, batch), matrixAt(this.b, batch)];
      let sum = 0;
      for (let i = 0; i < ldim; i++) {
        for (let j = 0; j < mdim; j++) sum += a[i * mdim + j] * b[j * ldim + i];
      }
      return [sum];
    });
  }

  /**
   * Eigenvalues `[…, min(mdim, ldim)]`, largest absolute value first; the others are zero, since A B
   * and B A share theirs. It needs ldim = rdim.
   */
  eigenvalues(): { readonly re: Tensor; readonly im: Tensor } {
    this.#requireSquare("eigenvalues");
    const square = this.mdim <= this.ldim ? this.ba() : this.ab();
    const size = Math.min(this.mdim, this.ldim);
    const im: Float64Array[] = [];
    const re = this.#each([size], (i) => {
      const found = eigenvalues(matrixAt(square, i));
      im.push(found.im);
      return found.re;
    });
    return { re, im: this.#each([size], (i) => im[i]) };
  }

  /** The same M with factors alike: U √S and √S Vᵀ. */
  even(): FactoredMatrix {
    const { u, s, v } = this.svd();
    const root = { ...s, data: Float64Array.from(s.data as Float64Array, Math.sqrt) };
    return new FactoredMatrix(scaleColumns(u, root), swapLastAxes(scaleColumns(v, root)));
  }

  /** M without its left rotation: diag(S) Vᵀ `[…, k, rdim]`. Lengths and angles of `x M` are kept. */
  collapseLeft(): Tensor {
    const { s, v } = this.svd();
    return swapLastAxes(scaleColumns(v, s));
  }

  /** M without its right rotation: U diag(S) `[…, ldim, k]`. */
  collapseRight(): Tensor {
    const { u, s } = this.svd();
    return scaleColumns(u, s);
  }

  /** The first rows and columns of M `[…, size, size]`, for a look. */
  corner(size = 3): Tensor {
    const { mdim } = this;
    const [rows, columns] = [Math.min(size, this.ldim), Math.min(size, this.rdim)];
    return this.#each([rows, columns], (i) => {
      const top = { rows, columns: mdim, data: matrixAt(this.a, i).data.subarray(0, rows * mdim) };
      const { data } = matmul(top, matrixAt(this.b, i)); // [rows, rdim]
      return data.filter((_, at) => at % this.rdim < columns);
    });
  }

  get #rank(): number {
    return Math.min(this.ldim, this.mdim, this.rdim);
  }

  /** R_A R_Bᵀ, which has M's singular values, and the rotations it lacks. */
  #core(i: number): Core {
    const [a, b] = [qr(matrixAt(this.a, i)), qr(transposed(matrixAt(this.b, i)))];
    return { matrix: matmul(a.r, transposed(b.r)), qa: a.q, qb: b.q };
  }

  #decompose(): FactoredSvd {
    const k = this.#rank;
    const [u, v]: [Float64Array[], Float64Array[]] = [[], []];
    const s = this.#each([k], (i) => {
      const { matrix, qa, qb } = this.#core(i);
      const small = svd(matrix);
      const [left, right] = [matmul(qa(), small.u), matmul(qb(), small.v)];
      fixSigns(left, right);
      u.push(left.data);
      v.push(right.data);
      return small.s;
    });
    return {
      u: this.#each([this.ldim, k], (i) => u[i]),
      s,
      v: this.#each([this.rdim, k], (i) => v[i]),
    };
  }

  /** A float64 tensor with `dims` for every leading index. */
  #each(dims: readonly number[], compute: (batch: number) => ArrayLike<number>): Tensor {
    const size = sizeOf(dims);
    const count = sizeOf(this.leading);
    const data = new Float64Array(count * size);
    for (let batch = 0; batch < count; batch++) data.set(compute(batch), batch * size);
    return { dtype: "float64", dims: [...this.leading, ...dims], data };
  }

  #requireSquare(what: string): void {
    if (this.ldim === this.rdim) return;
    throw new VitrineError(
      "BAD_SHAPE",
      `${WHERE}.${what}: only a square matrix has it; got ${this.ldim} × ${this.rdim}.`,
    );
  }
}

const WHERE = "FactoredMatrix";

interface Core {
  readonly matrix: Matrix64;
  readonly qa: () => Matrix64;
  readonly qb: () => Matrix64;
}

function checkFactor({ dtype, dims }: Tensor): void {
  if (dtype !== "float32" && dtype !== "float64") {
    throw new VitrineError(
      "BAD_INPUT",
      `${WHERE}: the factors are ${dtype}; expected float32 or float64.`,
    );
  }
  if (dims.length >= 2) return;
  throw new VitrineError(
    "BAD_SHAPE",
    `${WHERE}: a factor is no matrix; expected two dims or more, got [${dims.join(", ")}]. Multiply vectors by multiplyVector or multiplyVectorLeft.`,
  );
}

/** Turns pairs of columns round so that the largest entry of the left one is positive. */
function fixSigns(left: Matrix64, right: Matrix64): void {
  for (let j = 0; j < left.columns; j++) {
    let largest = 0;
    for (let i = j; i < left.data.length; i += left.columns) {
      if (Math.abs(left.data[i]) > Math.abs(largest)) largest = left.data[i];
    }
    if (largest >= 0) continue;
    for (const { columns, data } of [left, right]) {
      for (let i = j; i < data.length; i += columns) data[i] = -data[i];
    }
  }
}
