import type { ByteLocation } from "../bytes/source.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";

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

/** Where a checkpoint's tensors are. */
export type Checkpoint =
  | { readonly kind: "safetensors"; readonly files: readonly ByteLocation[] }
  | { readonly kind: "tensors"; readonly tensors: Readonly<Record<string, Tensor>> };

/** Everything an engine needs to hold a model's weights. */
export interface WeightPlan {
  readonly checkpoint: Checkpoint;
  /** Graph parameter name → how it is made. */
  readonly weights: Readonly<Record<string, WeightRecipe>>;
  /** Takes weights with NaN or Infinity in them as they are. Default false: they are an error. */
  readonly allowNotFinite?: boolean;
}
