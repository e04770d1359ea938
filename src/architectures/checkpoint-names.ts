import type { WeightRecipe } from "../tensor/recipe.ts";
import type { TensorIndex } from "./define.ts";

/** The first of `prefixes` under which the checkpoint has `name`; `""` if none does. */
export function prefixOf(
  index: TensorIndex | null,
  prefixes: readonly string[],
  name: string,
): string {
  if (index === null) return prefixes[0];
  return prefixes.find((prefix) => index.has(prefix + name)) ?? "";
}

/** A weight taken as it is. */
export function whole(from: string, dims: readonly number[]): WeightRecipe {
  return { from, dims, dtype: "float32" };
}

/** A weight stored `[in, out]` (Conv1D), turned into `[out, in]`. */
export function transposed(from: string, dims: readonly number[]): WeightRecipe {
  return { from, transpose: true, dims, dtype: "float32" };
}

/** Weight and bias under one checkpoint name: `<from>.weight`, `<from>.bias`. */
export function pair(
  weight: string,
  bias: string,
  from: string,
  dims: readonly number[],
): Record<string, WeightRecipe> {
  return {
    [weight]: whole(`${from}.weight`, dims),
    [bias]: whole(`${from}.bias`, [dims[0]]),
  };
}
