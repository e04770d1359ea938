import { isStatic, type Dim } from "../../graph/dim.ts";
import type { ValueType } from "../../graph/graph.ts";
import type { InferContext, RefTensor } from "../../graph/op.ts";
import type { DType } from "../../tensor/dtype.ts";
import { sizeOf, type Tensor } from "../../tensor/tensor.ts";
import { operand } from "./attributes.ts";

/** Largest tensor whose contents are followed through a graph: shapes, axes, a few indices. */
export const MAX_ELEMENTS = 64;

/** A type that says what the tensor holds, where that is known and small. */
export function withElements(
  dtype: DType,
  dims: readonly Dim[],
  elements: readonly Dim[] | null | undefined,
): ValueType {
  const isKept = elements && elements.length <= MAX_ELEMENTS && isInteger(dtype);
  return isKept ? { dtype, dims, elements } : { dtype, dims };
}

/** What a small integer constant holds. */
export function elementsOfTensor({ dtype, data }: Tensor): readonly number[] | undefined {
  if (!isInteger(dtype) || data.length > MAX_ELEMENTS) return undefined;
  return Array.from(data as ArrayLike<number>, Number);
}

/**
 * Carries known elements through an op that only moves them: `move` is its kernel, run here on
 * the elements' positions.
 */
export function moveElements(
  x: ValueType,
  move: (positions: RefTensor) => RefTensor,
): readonly Dim[] | undefined {
  const { dims, elements } = x;
  if (elements === undefined || !isStatic(dims)) return undefined;
  const data = Float64Array.from({ length: sizeOf(dims) }, (_, i) => i);
  return Array.from(move({ dtype: "int64", dims, data }).data, (at) => elements[at]);
}

/** An int64 or int32 operand: a shape, axes, indices. */
export function integers(context: InferContext, i: number): ValueType {
  const type = operand(context, i);
  if (isIndex(type.dtype)) return type;
  return context.fail(`input ${i} is ${type.dtype}`, "an int64 or int32 tensor");
}

/** The elements of an integer operand as numbers; undefined where a run decides them. */
export function staticElements(context: InferContext, i: number): readonly number[] | undefined {
  if (context.inputs[i] === null || context.inputs[i] === undefined) return undefined;
  const { elements } = integers(context, i);
  return elements !== undefined && isStatic(elements) ? elements : undefined;
}

function isInteger(dtype: DType): boolean {
  return dtype.startsWith("int") || dtype.startsWith("uint");
}

function isIndex(dtype: DType): boolean {
  return dtype === "int64" || dtype === "int32";
}
