import type { Attributes, ValueType } from "../../graph/graph.ts";
import type { InferContext } from "../../graph/op.ts";

/** A numeric attribute, or ONNX's default for it where it is left out. */
export function numberAttribute(attrs: Attributes, name: string, fallback: number): number {
  const value = attrs[name];
  return typeof value === "number" ? value : fallback;
}

/** A text attribute, or ONNX's default for it where it is left out. */
export function stringAttribute(attrs: Attributes, name: string, fallback: string): string {
  const value = attrs[name];
  return typeof value === "string" ? value : fallback;
}

/** An axis counted from the front; fails where there is no such axis. */
export function axisOf(context: InferContext, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return fromFront(axis, rank);
  return context.fail(`axis ${axis} does not exist`, `an axis from ${-rank} to ${rank - 1}`);
}

/** Axis `-1` is the last of `rank`. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The type of input `i`; fails where it is left out. */
export function operand(context: InferContext, i: number): ValueType {
  return context.inputs[i] ?? context.fail(`input ${i} is left out`, "a tensor");
}
