import type { Attributes } from "../../src/graph/graph.ts";
import type { DType } from "../../src/tensor/dtype.ts";

/** One input of a case: its data written out, or drawn uniformly from a range with a seed. */
export interface InputSpec {
  /** Default `float32`. */
  readonly dtype?: DType;
  readonly dims: readonly number[];
  /** The elements, row-major; booleans as 0 or 1. */
  readonly data?: readonly number[];
  /** Bounds of the uniform draw where `data` is left out; default [-2, 2]. Integers are drawn whole. */
  readonly range?: readonly [number, number];
  /** Default: made of the input's position. */
  readonly seed?: number;
  /** Written into the graph instead of fed, so that shape rules can read it (axes, shapes). */
  readonly constant?: true;
  /** Its dims stay numbers where others become symbols: a vector whose length sets a rank. */
  readonly fixed?: true;
}

/** Why a check is left out. */
export interface Skip {
  readonly reason: string;
}

/** One op applied to small inputs. Every check of the contract test runs on it, less those skipped. */
export interface OpCase {
  readonly op: string;
  /** What this case is about, e.g. `negative axis`. */
  readonly label: string;
  /** `null` is an optional input left out. */
  readonly inputs: readonly (InputSpec | null)[];
  readonly attrs?: Attributes;
  /** Leaves out the checks of gradients of any order. Not needed where `gradient` is `"zero"`. */
  readonly gradient?: Skip;
  /** Leaves out the check of the gradient of the gradient. */
  readonly secondGradient?: Skip;
  /** Leaves out symbolic dims, for a case that needs its lengths known. */
  readonly symbolic?: Skip;
  /** Leaves out the comparison with ONNX Runtime. */
  readonly runtime?: Skip;
  /** Leaves out the run of the gradient graph in ONNX Runtime. */
  readonly runtimeGradient?: Skip;
  /**
   * Allowed |ours − ONNX Runtime| / (1 + |ours|) on float32 inputs. Default 2e-6, some 30 roundings;
   * a case that needs more says why beside it.
   */
  readonly tolerance?: number;
}

/** An int64 vector written into the graph: axes, a shape, ends. */
export function ints(...data: readonly number[]): InputSpec {
  return { dtype: "int64", dims: [data.length], data, constant: true };
}

/** An int64 scalar written into the graph. */
export function int(value: number): InputSpec {
  return { dtype: "int64", dims: [], data: [value], constant: true };
}
