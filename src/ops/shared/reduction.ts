import type { Builder } from "../../graph/builder.ts";
import { sameDims, type Dim } from "../../graph/dim.ts";
import type { Attributes, Node, Value, ValueType } from "../../graph/graph.ts";
import type { GradientContext, InferContext, Op, RefTensor } from "../../graph/op.ts";
import { axisOf, fromFront, numberAttribute } from "./attributes.ts";
import { forEachRow } from "./rows.ts";
import { typed, type Accepts } from "./types.ts";

/** What sets one reduction apart from another. */
export interface ReductionSpec {
  readonly name: string;
  readonly since: number;
  readonly accepts: Accepts;
  readonly linear?: readonly number[];
  /** The result with the reduced axes kept as 1, dims `kept`. */
  readonly evaluate: (x: RefTensor, kept: readonly number[]) => Float64Array;
  /** dx of the dims of x, from dy and y with the reduced axes kept as 1. */
  readonly gradient: (g: Builder, dy: Value, x: Value, y: Value) => Value;
}

/**
 * An op that reduces over `axes` (input 1; all where left out or empty, unless
 * `noop_with_empty_axes`). Axes that only the run knows need `keepdims`.
 */
export function reductionOp(spec: ReductionSpec): Op {
  return {
    name: spec.name,
    onnx: { since: spec.since },
    properties: spec.linear ? { linear: spec.linear } : {},
    infer: (context) => [inferReduction(context, spec.accepts)],
    evaluate([x, axes], attrs, [type]) {
      const reduced = new Set(reducedAxes([...(axes?.data ?? [])], attrs, x!.dims.length));
      const kept = x!.dims.map((length, axis) => (reduced.has(axis) ? 1 : length));
      const dims = keepsDims(attrs) ? kept : x!.dims.filter((_, axis) => !reduced.has(axis));
      return [{ dtype: type.dtype, dims, data: spec.evaluate(x!, kept) }];
    },
    gradient: (context) => reductionGradient(context, spec),
  };
}

/** Folds `x` into the shape `kept`, one element after another. */
export function fold(
  x: RefTensor,
  kept: readonly number[],
  start: number,
  step: (sum: number, x: number) => number,
): Float64Array {
  const out = new Float64Array(kept.reduce((size, length) => size * length, 1)).fill(start);
  forEachRow(x.dims, [kept], ({ at, length, offsets: [to], steps: [move] }) => {
    for (let i = 0; i < length; i++) {
      out[to + i * move] = step(out[to + i * move], x.data[at + i]);
    }
  });
  return out;
}

/** Repeats `small` to the dims of `like`. */
export function expandTo(g: Builder, small: Value, like: Value): Value {
  return sameDims(small.dims, like.dims) ? small : g.op("Expand", small, g.shape(like));
}

/**
 * How many elements of x each element of y was made of: a number, or computed at run time.
 * y keeps the reduced axes as 1.
 */
export function reducedCount(g: Builder, x: Value, y: Value): Value | number {
  if (sameDims(x.dims, y.dims)) return 1;
  let known = 1;
  let computed: Value | null = null;
  x.dims.forEach((dim, axis) => {
    const kept = y.dims[axis];
    if (kept === dim) return;
    if (kept === 1 && typeof dim === "number") known *= dim;
    else {
      const count = g.op("Div", g.dim(x, axis), g.dim(y, axis));
      computed = computed === null ? count : g.op("Mul", computed, count);
    }
  });
  return computed === null ? known : g.op("Cast", g.op("Mul", computed, known), { to: x.dtype });
}

function inferReduction(context: InferContext, accepts: Accepts): ValueType {
  const { dtype, dims } = typed(context, 0, accepts);
  const axes = knownAxes(context, dims.length);
  if (axes !== null) {
    const kept = dims.map((dim, axis): Dim => (axes.includes(axis) ? 1 : dim));
    const rest = dims.filter((_, axis) => !axes.includes(axis));
    return { dtype, dims: keepsDims(context.attrs) ? kept : rest };
  }
  if (!keepsDims(context.attrs)) {
    return context.fail("axes are computed at run time", "constant axes, or keepdims 1");
  }
  return { dtype, dims: dims.map((dim) => (dim === 1 ? 1 : context.freshDim())) };
}

/** The reduced axes counted from the front; null where only the run knows them. */
function knownAxes(context: InferContext, rank: number): readonly number[] | null {
  const input = context.inputs[1] ?? null;
  const elements = input === null ? [] : (input.elements ?? null);
  if (elements === null) return null;
  const axes = elements.filter((axis) => typeof axis === "number");
  if (axes.length < elements.length) return null;
  for (const axis of axes) axisOf(context, axis, rank);
  return reducedAxes(axes, context.attrs, rank);
}

function reducedAxes(axes: readonly number[], attrs: Attributes, rank: number): readonly number[] {
  if (axes.length > 0) return axes.map((axis) => fromFront(axis, rank));
  const isNoop = numberAttribute(attrs, "noop_with_empty_axes", 0) === 1;
  return isNoop ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

function keepsDims(attrs: Attributes): boolean {
  return numberAttribute(attrs, "keepdims", 1) === 1;
}

function reductionGradient(
  { g, node, cotangents: [dy], wants }: GradientContext,
  spec: ReductionSpec,
): (Value | null)[] {
  if (!wants(0)) return [null, null];
  const x = node.inputs[0]!;
  const y = node.outputs[0];
  return [spec.gradient(g, restoreAxes(g, node, dy!), x, restoreAxes(g, node, y)), null];
}

/** Puts the reduced axes back as axes of length 1. */
function restoreAxes(g: Builder, node: Node, value: Value): Value {
  const rank = node.inputs[0]!.dims.length;
  if (value.dims.length === rank) return value;
  const axes = (node.inputs[1]?.elements ?? []) as readonly number[];
  return g.op("Unsqueeze", value, reducedAxes(axes, node.attrs, rank));
}
