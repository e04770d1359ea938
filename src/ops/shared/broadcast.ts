import { VitrineError } from "../../errors.ts";
import type { Builder } from "../../graph/builder.ts";
import { formatDims, sameDims, type Dim } from "../../graph/dim.ts";
import type { Value } from "../../graph/graph.ts";
import type { InferContext } from "../../graph/op.ts";

/**
 * The dims that several shapes broadcast to, aligned at their last axes. A length other than 1
 * decides its axis. Two symbols that are not equal leave the axis open until the run (either may
 * turn out to be 1): it gets a fresh symbol.
 */
export function broadcastDims(
  context: Pick<InferContext, "fail" | "freshDim">,
  shapes: readonly (readonly Dim[])[],
): Dim[] {
  const rank = Math.max(0, ...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes
      .map((dims) => dims[axis - (rank - dims.length)] ?? 1)
      .filter((dim) => dim !== 1);
    return commonLength(context, [...new Set(lengths)]);
  });
}

/** The same for the dims of a run. */
export function broadcastLengths(shapes: readonly (readonly number[])[]): number[] {
  const context = {
    freshDim: (): Dim => 1,
    fail: (): never => {
      throw new VitrineError(
        "BAD_SHAPE",
        `broadcast: dims do not broadcast; expected equal lengths or 1, got ${shapes.map(formatDims).join(" and ")}.`,
      );
    },
  };
  return broadcastDims(context, shapes) as number[];
}

function commonLength(
  context: Pick<InferContext, "fail" | "freshDim">,
  lengths: readonly Dim[],
): Dim {
  if (lengths.length === 0) return 1;
  if (lengths.length === 1) return lengths[0];
  const numbers = lengths.filter((dim) => typeof dim === "number");
  if (numbers.length > 1) return context.fail("dims do not broadcast", "equal lengths or 1");
  return numbers.length === 1 ? numbers[0] : context.freshDim();
}

/**
 * Undoes broadcasting in a gradient: sums `x` over the axes along which `like` was repeated, so
 * that the result has the dims of `like`. Where a symbol leaves open whether an axis was
 * repeated, the axes to sum over are worked out at run time.
 */
export function sumTo(g: Builder, x: Value, like: Value): Value {
  if (sameDims(x.dims, like.dims)) return x;
  const lead = x.dims.length - like.dims.length;
  const repeated: number[] = [];
  const open: number[] = [];
  x.dims.forEach((dim, axis) => {
    const target = axis < lead ? 1 : like.dims[axis - lead];
    if (target === 1 && dim !== 1) repeated.push(axis);
    if (typeof target === "string" && target !== dim) open.push(axis);
  });
  if (open.length > 0) {
    const unit = open.map((axis) => axisIfUnit(g, axis, g.dim(like, axis - lead)));
    const axes = g.op("Concat", g.ints(repeated), ...unit, { axis: 0 });
    return g.op("Reshape", sum(g, x, axes, 1), g.shape(like));
  }
  const isWhole = repeated.length === lead && repeated.every((axis) => axis < lead);
  if (isWhole) return sum(g, x, repeated, 0);
  const summed = repeated.length === 0 ? x : sum(g, x, repeated, 1);
  return lead === 0 ? summed : g.op("Reshape", summed, g.shape(like));
}

function sum(g: Builder, x: Value, axes: Value | readonly number[], keepdims: 0 | 1): Value {
  return g.op("ReduceSum", x, axes, { keepdims, noop_with_empty_axes: 1 });
}

/** `[axis]` if the length is 1, else empty. */
function axisIfUnit(g: Builder, axis: number, length: Value): Value {
  const isUnit = g.op("Cast", g.op("Equal", length, 1), { to: "int64" });
  return g.op("Slice", g.ints([axis]), [0], isUnit, [0]);
}
