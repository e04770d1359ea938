import type { Builder } from "../../graph/builder.ts";
import { isStatic, sameDims, type Dim } from "../../graph/dim.ts";
import type { Value } from "../../graph/graph.ts";
import type { InferContext } from "../../graph/op.ts";
import { arrayFor, type DType } from "../../tensor/dtype.ts";

/** `x` with the dims of `like`, which has as many elements. Lengths of zero are kept. */
export function reshapeLike(g: Builder, x: Value, like: Value): Value {
  if (sameDims(x.dims, like.dims)) return x;
  return g.op("Reshape", x, g.shape(like), { allowzero: 1 });
}

/** Vectors of known and run-time lengths joined to one; a constant where all are known. */
export function lengths(g: Builder, parts: readonly Value[]): Value {
  const known = parts.flatMap(({ elements }) => elements ?? ["?"]);
  if (isStatic(known)) return g.ints(known);
  return parts.length === 1 ? parts[0] : g.op("Concat", ...parts, { axis: 0 });
}

/** The lengths of some axes of `x`, as vectors of one element. */
export function dimsOf(g: Builder, x: Value, from: number, to: number = x.dims.length): Value[] {
  return x.dims.slice(from, to).map((_, i) => g.dim(x, from + i));
}

/** 0, 1, … up to the one element of a vector. */
export function countTo(g: Builder, length: Value): Value {
  return g.op("Range", 0, g.op("Squeeze", length, [0]), 1);
}

/** Zeros of the dims that an int64 vector holds. */
export function zeros(g: Builder, shape: Value, dtype: DType): Value {
  return g.op("ConstantOfShape", shape, { value: { dtype, dims: [1], data: arrayFor(dtype, 1) } });
}

/** How many elements `x` has, as a vector of one. */
export function sizeVector(g: Builder, x: Value): Value {
  return g.op("Unsqueeze", g.op("Size", x), [0]);
}

/**
 * Adds slices of `x` along `axis` into zeros: slice i goes to `positions[i]` of an axis of
 * `length`. Positions may repeat and may count from the end.
 *
 * Written as ScatterElements: ONNX Runtime's ScatterND loses additions when it runs on several
 * threads.
 */
export function scatterAlong(
  g: Builder,
  x: Value,
  at: { readonly axis: number; readonly positions: Value; readonly length: Value },
): Value {
  const { axis, positions, length } = at;
  const shape = lengths(g, [...dimsOf(g, x, 0, axis), length, ...dimsOf(g, x, axis + 1)]);
  const column = g.op(
    "Reshape",
    positions,
    x.dims.map((_, i) => (i === axis ? -1 : 1)),
  );
  const indices = g.op("Expand", column, g.shape(x));
  return g.op("ScatterElements", zeros(g, shape, x.dtype), indices, x, { axis, reduction: "add" });
}

/** One length for an axis that several operands share; fails where two differ. */
export function sharedDim(context: InferContext, dims: readonly Dim[]): Dim {
  const numbers = [...new Set(dims.filter((dim) => typeof dim === "number"))];
  if (numbers.length > 1) return context.fail("dims differ", "equal lengths");
  return numbers[0] ?? dims[0];
}
