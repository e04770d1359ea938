import type { DType } from "../tensor/dtype.ts";
import type { Builder } from "./builder.ts";
import type { Dim } from "./dim.ts";
import type { Attributes, Node, Value, ValueType } from "./graph.ts";

/**
 * A tensor in the reference interpreter: every dtype is held as float64, integers exactly up to
 * 2^53 and booleans as 0 or 1.
 */
export interface RefTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** What a shape rule may read. `fail` throws `BAD_SHAPE` naming the op, the dims and the path. */
export interface InferContext {
  readonly inputs: readonly (ValueType | null)[];
  readonly attrs: Attributes;
  /** A symbol no other dim has, for a length that only the run knows. */
  freshDim(): Dim;
  fail(wrong: string, expected: string): never;
}

/** What a gradient rule works with. */
export interface GradientContext {
  /** Emits into the gradient graph. */
  readonly g: Builder;
  readonly node: Node;
  /** One per output; null where nothing downstream depends on it. */
  readonly cotangents: readonly (Value | null)[];
  /** Whether the gradient of input `i` is wanted; rules skip work where it is not. */
  readonly wants: (i: number) => boolean;
}

/**
 * Cotangents of the inputs, in their order; null for one that has none (an integer, or not
 * wanted).
 */
export type GradientRule = (context: GradientContext) => readonly (Value | null)[];

/** What passes may ask of an op. */
export interface OpProperties {
  /** Output element i depends on input elements i only (after broadcasting). */
  readonly elementwise?: true;
  /** Linear in these inputs, each alone, the others held. */
  readonly linear?: readonly number[];
  /** Moves or selects elements without changing them. */
  readonly movement?: true;
  /** Present in our graphs only; dropped before ONNX sees them (one input, one output). */
  readonly virtual?: true;
  /** No pass may fold, merge or move across it. */
  readonly barrier?: true;
}

/** How an op is written in ONNX, where that differs from "same name, same attributes". */
export interface OnnxForm {
  readonly domain?: string;
  /** The opset that brought the form used here. */
  readonly since: number;
  /** Attributes that are floats in ONNX; every other number is an int. */
  readonly floats?: readonly string[];
}

/** One operation: everything the project knows of it, in one object. */
export interface Op {
  readonly name: string;
  readonly onnx: OnnxForm;
  readonly properties: OpProperties;
  /** Types of the outputs. */
  infer(context: InferContext): readonly ValueType[];
  /** Float64 kernel, the judge of every other implementation. */
  evaluate(
    inputs: readonly (RefTensor | null)[],
    attrs: Attributes,
    outputs: readonly ValueType[],
  ): readonly RefTensor[];
  /**
   * Vector–Jacobian product. Absent: no derivative exists and a path through it is an error.
   * `"zero"`: the derivative is zero wherever it exists (comparisons, rounding, shapes).
   */
  readonly gradient?: GradientRule | "zero";
}

export type OpTable = ReadonlyMap<string, Op>;
