import type { DType } from "./dtype.ts";

/**
 * How one weight of a graph is made from one tensor of a checkpoint. The steps are taken in the
 * order of the fields. Plain data: the engine's worker reads the bytes itself.
 */
export interface WeightRecipe {
  /** The checkpoint's own name, e.g. `h.0.attn.c_attn.weight`. */
  readonly from: string;
  /** A part of the tensor along one axis, `to` exclusive: fused q, k and v. */
  readonly slice?: { readonly axis: number; readonly from: number; readonly to: number };
  /** Swaps the two axes of a matrix: checkpoints that store `[in, out]`. */
  readonly transpose?: boolean;
  /** Dims of the result. */
  readonly dims: readonly number[];
  /** Element type of the result. */
  readonly dtype: DType;
}
