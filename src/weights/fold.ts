import { VitrineError } from "../errors.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/**
 * One change of weights in place, as plain data: the engine's worker does it where the weights are.
 * Matrices are those of the graph, `[out, in]`; sums are taken in double precision.
 */
export type FoldStep =
  /** Another weight with the same numbers. */
  | { readonly do: "copy"; readonly from: string; readonly to: string }
  /** A weight of one number; made where it is not there yet. */
  | {
      readonly do: "fill";
      readonly to: string;
      readonly dims: readonly number[];
      readonly with: number;
    }
  /** Column j of the matrix times element j of the vector. */
  | { readonly do: "scale-columns"; readonly of: string; readonly by: string }
  /** Takes the mean along an axis away. */
  | { readonly do: "centre"; readonly of: string; readonly axis: number }
  /**
   * Adds matrix · vector. With `repeat`, each run of `size` elements of the vector stands `times`
   * over: biases of key–value heads that several query heads share.
   */
  | {
      readonly do: "add-product";
      readonly to: string;
      readonly matrix: string;
      readonly vector: string;
      readonly repeat?: { readonly size: number; readonly times: number };
    };

/**
 * Takes the steps in order, putting new tensors into the map. Those that were there are left as they
 * are, since others may hold them: each weight that changes is copied once, and where nobody holds
 * the old one, little more is in memory at a time than the weights themselves.
 *
 * @throws VitrineError `UNSUPPORTED` for weights that are not float32.
 */
export function foldWeights(weights: Map<string, Tensor>, steps: readonly FoldStep[]): void {
  const own = new Set<string>();
  const floats = (name: string): Float32Array => {
    const { dtype, data } = weights.get(name)!;
    if (data instanceof Float32Array) return data;
    throw new VitrineError("UNSUPPORTED", `fold: "${name}" is ${dtype}; expected float32.`);
  };
  const change = (name: string): Float32Array => {
    if (!own.has(name)) weights.set(name, { ...weights.get(name)!, data: floats(name).slice() });
    own.add(name);
    return floats(name);
  };
  for (const step of steps) {
    if (step.do === "copy") {
      weights.set(step.to, weights.get(step.from)!);
      own.delete(step.from); // now two names hold it
    } else if (step.do === "fill") weights.set(step.to, filled(step.dims, step.with));
    else if (step.do === "scale-columns") scaleColumns(change(step.of), floats(step.by));
    else if (step.do === "centre") centre(change(step.of), weights.get(step.of)!.dims, step.axis);
    else {
      addProduct(change(step.to), floats(step.matrix), repeated(floats(step.vector), step.repeat));
    }
  }
}

function filled(dims: readonly number[], value: number): Tensor {
  return { dtype: "float32", dims, data: new Float32Array(sizeOf(dims)).fill(value) };
}

function scaleColumns(matrix: Float32Array, by: Float32Array): void {
  for (let i = 0; i < matrix.length; i += by.length) {
    for (let j = 0; j < by.length; j++) matrix[i + j] *= by[j];
  }
}

function centre(data: Float32Array, dims: readonly number[], axis: number): void {
  const inner = sizeOf(dims.slice(axis + 1));
  const size = dims[axis] * inner;
  const means = new Float64Array(inner);
  for (let block = 0; block < data.length; block += size) {
    means.fill(0);
    for (let row = block; row < block + size; row += inner) {
      for (let j = 0; j < inner; j++) means[j] += data[row + j] / dims[axis];
    }
    for (let row = block; row < block + size; row += inner) {
      for (let j = 0; j < inner; j++) data[row + j] -= means[j];
    }
  }
}

function addProduct(to: Float32Array, matrix: Float32Array, vector: Float32Array): void {
  const { length } = vector;
  for (let i = 0; i < to.length; i++) {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += matrix[i * length + j] * vector[j];
    to[i] += sum;
  }
}

function repeated(
  vector: Float32Array,
  repeat: { readonly size: number; readonly times: number } | undefined,
): Float32Array {
  if (repeat === undefined) return vector;
  const { size, times } = repeat;
  return Float32Array.from({ length: vector.length * times }, (_, i) => {
    const run = Math.floor(i / (size * times));
    return vector[run * size + (i % size)];
  });
}
