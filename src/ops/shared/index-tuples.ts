import type { Builder } from "../../graph/builder.ts";
import type { Value } from "../../graph/graph.ts";
import type { RefTensor } from "../../graph/op.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import { indexWithin } from "./element-indices.ts";
import { dimsOf, lengths } from "./reshaping.ts";

/** Blocks of a tensor named by index tuples: the last axis of `indices` indexes its first axes. */
export interface Blocks {
  /** Which block each tuple names, in row-major order. */
  readonly rows: Int32Array;
  /** Elements of a block. */
  readonly size: number;
}

export function blocksOf(op: string, dims: readonly number[], indices: RefTensor): Blocks {
  const depth = indices.dims.at(-1)!;
  const rows = new Int32Array(sizeOf(indices.dims.slice(0, -1)));
  for (let i = 0; i < rows.length; i++) {
    let row = 0;
    for (let k = 0; k < depth; k++) {
      row = row * dims[k] + indexWithin(op, indices.data[i * depth + k], dims[k]);
    }
    rows[i] = row;
  }
  return { rows, size: sizeOf(dims.slice(depth)) };
}

/**
 * The same at run time: an int64 number for each tuple, Σₖ iₖ·strideₖ, and how many blocks there
 * are, as a vector of one. Negative indices count from the end.
 */
export function blockNumbers(
  g: Builder,
  x: Value,
  indices: Value,
): { readonly rows: Value; readonly count: Value } {
  const depth = indices.dims.at(-1) as number;
  const head = dimsOf(g, x, 0, depth);
  const strides = [g.ints([1])];
  for (const length of head.slice(1).reverse()) strides.unshift(g.op("Mul", length, strides[0]));
  const wide = indices.dtype === "int64" ? indices : g.op("Cast", indices, { to: "int64" });
  const wrapped = g.op("Add", wide, lengths(g, head));
  const fromFront = g.op("Where", g.op("Less", wide, 0), wrapped, wide);
  const rows = g.op("ReduceSum", g.op("Mul", fromFront, lengths(g, strides)), [-1], {
    keepdims: 0,
  });
  return { rows, count: g.op("Mul", head[0], strides[0]) };
}
