import type { AttentionLayer } from "./attention-layers.ts";
import { type LinearNorm, normalisePart } from "./linear-norm.ts";

/** What is summed at each position of a layer, and what the sum is called. */
export interface BlockSum {
  /** `[pos, unit]` added to the position's own token; null for attention alone. */
  readonly residual: Float32Array | null;
  /** Applied to the sum with its scale held; null where nothing is. */
  readonly norm: LinearNorm | null;
  /** `[pos, unit]`: the sum, as the model computed it. */
  readonly whole: Float32Array;
}

/**
 * The vectors that a block's sum at `query` is made of: T(k) = L(Σ_h A_h[query, k] v_h(k) W_O,h + [k =
 * query] x), one for each token that is seen. `visit` gets them one by one in a buffer that is used again.
 *
 * @param heads - Which heads write.
 */
export function eachTokenPart(
  layer: AttentionLayer,
  { residual, norm }: Pick<BlockSum, "residual" | "norm">,
  query: number,
  heads: readonly number[],
  visit: (key: number, vector: Float64Array) => void,
): void {
  const { length, width } = layer;
  const vector = new Float64Array(width);
  for (let key = 0; key < length; key++) {
    const seen = addAttention(layer, query, key, heads, vector.fill(0));
    const own = residual !== null && key === query;
    if (own) for (let i = 0; i < width; i++) vector[i] += residual[query * width + i];
    if (!seen && !own) continue;
    if (norm !== null) normalisePart(norm, query, vector);
    visit(key, vector);
  }
}

/** Adds what heads carry from `key` to `query`, Σ_h A_h[query, key] v_h(key) W_O,h; false where nothing. */
export function addAttention(
  { length, width, pattern, written }: AttentionLayer,
  query: number,
  key: number,
  heads: readonly number[],
  vector: Float64Array,
): boolean {
  let seen = false;
  for (const head of heads) {
    const weight = pattern[(head * length + query) * length + key];
    if (weight === 0) continue;
    seen = true;
    const from = (head * length + key) * width;
    for (let i = 0; i < width; i++) vector[i] += weight * written[from + i];
  }
  return seen;
}

/** What belongs to no token: L(b_O) + β; without a norm b_O. */
export function constantPart(
  { bias }: AttentionLayer,
  { norm }: Pick<BlockSum, "norm">,
  pos: number,
): Float64Array {
  const vector = Float64Array.from(bias);
  if (norm === null) return vector;
  normalisePart(norm, pos, vector);
  for (let i = 0; i < vector.length; i++) vector[i] += norm.bias[i];
  return vector;
}

/** How far sums of parts are from what the model computed, relative to its largest number. */
export class SumCheck {
  #worst = 0;
  #largest = 0;

  /** @param whole - `[pos, unit]`, of which one position is compared. */
  add(sum: Float64Array, whole: Float32Array, pos: number): void {
    for (let i = 0; i < sum.length; i++) {
      const value = whole[pos * sum.length + i];
      this.#worst = Math.max(this.#worst, Math.abs(sum[i] - value));
      this.#largest = Math.max(this.#largest, Math.abs(value));
    }
  }

  get gap(): number {
    return this.#largest === 0 ? this.#worst : this.#worst / this.#largest;
  }
}

/** Gaps above this are no rounding: an edit lies between the parts and their sum. */
export const LARGEST_GAP = 1e-3;
