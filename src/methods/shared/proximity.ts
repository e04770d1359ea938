import { type AttentionLayer, type BlockNorm, isPostNorm } from "./attention-layers.ts";
import { type BlockSum, constantPart, eachTokenPart, type SumCheck } from "./block-parts.ts";
import type { Model } from "../../model/types.ts";

/** How near a part comes to a whole: max(0, ‖y‖₁ − ‖y − z‖₁), of one position of `[pos, unit]`. */
export function proximity(part: Float64Array, whole: Float32Array, pos: number): number {
  let near = 0;
  for (let i = 0; i < part.length; i++) {
    const value = whole[pos * part.length + i];
    near += Math.abs(value) - Math.abs(value - part[i]);
  }
  return Math.max(0, near);
}

/** What has to be read for the sum of attention and stream, and how it is put together. */
export interface AttentionSum {
  readonly stream: readonly string[];
  readonly norms: readonly BlockNorm[];
  readonly of: (layer: AttentionLayer) => BlockSum;
}

/** The stream after attention: `resid_mid`; where norms follow the sums, that through its norm. */
export function attentionSum(model: Model): AttentionSum {
  const post = isPostNorm(model);
  const whole = post ? "ln1.out" : "resid_mid";
  return {
    stream: ["resid_pre", whole],
    norms: post ? ["ln1"] : [],
    of: ({ stream, norms }) => ({
      residual: stream.get("resid_pre")!,
      norm: norms.get("ln1") ?? null,
      whole: stream.get(whole)!,
    }),
  };
}

/** Proximities of every token's part to the sum at each position, `[query, key]`. */
export function tokenProximities(
  layer: AttentionLayer,
  sum: BlockSum,
  check: SumCheck,
): Float64Array {
  const { length, nHeads } = layer;
  const near = new Float64Array(length * length);
  const heads = Array.from({ length: nHeads }, (_, head) => head);
  for (let query = 0; query < length; query++) {
    const total = constantPart(layer, sum, query);
    eachTokenPart(layer, sum, query, heads, (key, vector) => {
      near[query * length + key] = proximity(vector, sum.whole, query);
      for (let i = 0; i < vector.length; i++) total[i] += vector[i];
    });
    check.add(total, sum.whole, query);
  }
  return near;
}
