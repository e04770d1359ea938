import type { Model, Row } from "../../model/types.ts";
import type { Context } from "../context.ts";

/** What keys get, and how long the values behind them are. */
export interface ReceivedAttention {
  /** `[layer][query head][key]`: Σ over queries. */
  readonly sums: readonly (readonly Float64Array[])[];
  /** `[layer][key–value head][pos]`. */
  readonly norms: readonly (readonly Float64Array[])[];
}

/** One run, in which only sums over queries and lengths of vectors leave the session. */
export async function readReceived(
  model: Model,
  row: string | Row,
  layers: readonly number[],
  context: Context,
): Promise<ReceivedAttention> {
  const named = (kind: string): ReadonlyMap<number | null, string> =>
    new Map(model.sites(kind, { layers }).map(({ layer, name }) => [layer, name]));
  const [patterns, values] = [named("attn.pattern"), named("attn.v")];
  const capture = [
    ...Array.from(patterns.values(), (at) => ({ at, reduce: SUM })),
    ...Array.from(values.values(), (at) => ({ at, reduce: NORM })),
  ];
  const [{ cache }] = await context.evaluate([{ input: row, capture }]);
  return {
    sums: layers.map((layer) => {
      const { dims, data } = cache!.get(patterns.get(layer)!);
      const [, heads, , keys] = dims; // [1, head, 1, key]
      return table(heads, keys, (head, key) => Number(data[head * keys + key]));
    }),
    norms: layers.map((layer) => {
      const { dims, data } = cache!.get(values.get(layer)!);
      const [, length, heads] = dims; // [1, pos, head, 1]
      return table(heads, length, (head, pos) => Number(data[pos * heads + head]));
    }),
  };
}

const SUM = { by: "sum", over: ["query"] } as const;
const NORM = { by: "norm", over: ["unit"] } as const;

function table(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Float64Array[] {
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (_unused, column) => value(row, column)),
  );
}

/**
 * Mean attention a key gets from the queries that can see it, Σ_q A[q, k] / n(k): all queries of a model
 * that looks both ways, those from k on of a causal one (Gu et al. 2024, eq. 5).
 *
 * @param sums - Σ_q A[q, k] of every key k.
 */
export function receivedShares(sums: ArrayLike<number>, isCausal: boolean): Float64Array {
  const { length } = sums;
  return Float64Array.from(sums, (sum, key) => sum / (isCausal ? length - key : length));
}

/** Queries other than the key itself that can see it. */
export function otherQueries(length: number, key: number, isCausal: boolean): number[] {
  const all = Array.from({ length }, (_, query) => query);
  return all.filter((query) => (isCausal ? query > key : query !== key));
}

/**
 * Length of the vector of `at` over the mean length of the others; NaN where there is no other.
 *
 * @param norms - One per position.
 */
export function normRatio(norms: ArrayLike<number>, at: number): number {
  let sum = 0;
  for (let i = 0; i < norms.length; i++) if (i !== at) sum += norms[i];
  return norms[at] / (sum / (norms.length - 1));
}
