import type { ByteLocation } from "../bytes/source.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { FoldStep } from "./fold.ts";

export type { WeightRecipe };

/** Where a checkpoint's tensors are. */
export type Checkpoint =
  | { readonly kind: "safetensors"; readonly files: readonly ByteLocation[] }
  | { readonly kind: "tensors"; readonly tensors: Readonly<Record<string, Tensor>> };

/** Everything an engine needs to hold a model's weights. */
export interface WeightPlan {
  readonly checkpoint: Checkpoint;
  /** Graph parameter name → how it is made. */
  readonly weights: Readonly<Record<string, WeightRecipe>>;
  /** Changes of the weights once they are all there. */
  readonly fold?: readonly FoldStep[];
  /** Takes weights with NaN or Infinity in them as they are. Default false: they are an error. */
  readonly allowNotFinite?: boolean;
}
