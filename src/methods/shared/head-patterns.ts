import type { Tensor } from "../../tensor/tensor.ts";

/** For each query the keys that a score is about; queries without keys do not count. */
export type KeysOf = readonly (readonly number[])[];

/** One head's attention, `[query, key]` row-major. */
export interface Pattern {
  readonly values: ArrayLike<number>;
  readonly length: number;
}

/** Keys at a fixed distance before the query, from query `from` on. */
export function diagonal(length: number, distance: number, from: number = distance): KeysOf {
  return queries(length, (query) => (query >= from && query >= distance ? [query - distance] : []));
}

/** The query itself, from query `from` on. */
export function ownKey(length: number, from: number): KeysOf {
  return queries(length, (query) => (query >= from ? [query] : []));
}

/** The first token, from query `from` on. */
export function firstKey(length: number, from: number): KeysOf {
  return queries(length, (query) => (query >= from ? [0] : []));
}

/** Earlier positions that hold the same token. */
export function duplicates(ids: readonly number[]): KeysOf {
  return queries(ids.length, (query) => earlierTwins(ids, query));
}

/** Positions after an earlier one that holds the same token: where an induction head looks. */
export function successors(ids: readonly number[]): KeysOf {
  return queries(ids.length, (query) => earlierTwins(ids, query).map((at) => at + 1));
}

/** Mean over the queries that have keys of the attention paid to them; NaN where none has. */
export function meanAttention({ values, length }: Pattern, keys: KeysOf): number {
  let sum = 0;
  let count = 0;
  for (let query = 0; query < length; query++) {
    if (keys[query].length === 0) continue;
    for (const key of keys[query]) sum += values[query * length + key];
    count++;
  }
  return sum / count;
}

/** Mean over queries, from `from` on, of −Σ A ln A: 0 for one key, ln n for n equal ones. NaN for no query. */
export function meanEntropy({ values, length }: Pattern, from: number): number {
  let sum = 0;
  for (let i = from * length; i < length * length; i++) {
    if (values[i] > 0) sum -= values[i] * Math.log(values[i]);
  }
  return sum / (length - from);
}

/**
 * How far attention reaches, in tokens: Σ A |query − key| / Σ A over queries from `from` on. NaN for no
 * attention. Vig & Belinkov 2019, equation 2.
 */
export function meanDistance({ values, length }: Pattern, from: number): number {
  let sum = 0;
  let total = 0;
  for (let i = from * length; i < length * length; i++) {
    sum += values[i] * Math.abs(Math.floor(i / length) - (i % length));
    total += values[i];
  }
  return sum / total;
}

/**
 * Mean over queries of the largest attention paid to another token that counts. Queries that can see
 * no such token do not count; NaN where none can.
 *
 * @param counts - Which keys count.
 */
export function meanSharpest(
  { values, length }: Pattern,
  counts: readonly boolean[],
  isCausal: boolean,
): number {
  let sum = 0;
  let queries = 0;
  for (let query = 0; query < length; query++) {
    let largest = -1;
    for (let key = 0; key < (isCausal ? query : length); key++) {
      if (counts[key] && key !== query) largest = Math.max(largest, values[query * length + key]);
    }
    if (largest < 0) continue;
    sum += largest;
    queries++;
  }
  return sum / queries;
}

/**
 * The largest share that the last query pays to a key other than the first and itself, of patterns
 * `[layer, head, query, key]`; `[layer, head]`, 0 where there is no such key.
 */
export function lastPeaks({ dims, data }: Tensor): Tensor {
  const [layers, heads, length] = dims;
  const peaks = Float64Array.from({ length: layers * heads }, (_, i) => {
    const end = (i + 1) * length * length;
    return Math.max(0, ...Array.from(data.slice(end - length + 1, end - 1), Number));
  });
  return { dtype: "float64", dims: [layers, heads], data: peaks };
}

function queries(length: number, keys: (query: number) => readonly number[]): KeysOf {
  return Array.from({ length }, (_, query) => keys(query));
}

function earlierTwins(ids: readonly number[], query: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < query; at++) if (ids[at] === ids[query]) found.push(at);
  return found;
}
