import {
  identityMatrix,
  matmul,
  type Matrix64,
  transposed,
  zeroMatrix,
} from "../../tensor/matrix.ts";

/** One use of attention: the tokens of one stream look at those of another, or at their own. */
export interface AttentionUse {
  /** Names of streams: a text, an image, the text being written. */
  readonly queries: string;
  readonly keys: string;
  /** Ā `[query, key]`: the heads' gradient × attention, averaged. */
  readonly attention: Matrix64;
}

/** R by stream and stream: how much each token of the first depends on each token of the second. */
export type Relevance = ReadonlyMap<string, ReadonlyMap<string, Matrix64>>;

/** Before any layer each token depends on itself alone. */
export function initialRelevance(lengths: Readonly<Record<string, number>>): Relevance {
  const streams = Object.entries(lengths);
  const rowOf = (own: string, rows: number): Map<string, Matrix64> =>
    new Map(
      streams.map(([other, columns]) => [
        other,
        own === other ? identityMatrix(rows) : zeroMatrix(rows, columns),
      ]),
    );
  return new Map(streams.map(([own, rows]) => [own, rowOf(own, rows)]));
}

/**
 * Relevance after a layer whose uses of attention all read what was there before it. With s the stream
 * of the queries and q that of the keys:
 *
 * - within a stream, for every stream t:  R^st ← R^st + Ā R^st  (equations 6 and 7);
 * - across:  R^sq ← R^sq + (R̄^ss)ᵀ Ā R̄^qq,  R^ss ← R^ss + Ā R^qs  (equations 10 and 11), where
 *   R̄ = I + (R − I) with rows that sum to one, or to zero (equations 8 and 9).
 *
 * An encoder–decoder has one use across, from the written text to the read one, and R^qs stays zero; a
 * model of two modalities that look at each other has two in a layer; two towers have none.
 *
 * Chefer, Gur & Wolf 2021, https://arxiv.org/abs/2103.15679
 */
export function updateRelevance(relevance: Relevance, uses: readonly AttentionUse[]): Relevance {
  const updated = new Map([...relevance].map(([own, row]) => [own, new Map(row)]));
  const add = (own: string, other: string, addition: Matrix64): void => {
    const row = updated.get(own)!;
    row.set(other, sum(row.get(other)!, addition));
  };
  const before = (own: string, other: string): Matrix64 => relevance.get(own)!.get(other)!;
  for (const { queries: s, keys: q, attention } of uses) {
    if (s === q) {
      for (const [t, own] of relevance.get(s)!) add(s, t, matmul(attention, own));
      continue;
    }
    const context = matmul(attention, normalised(before(q, q)));
    add(s, q, matmul(transposed(normalised(before(s, s))), context));
    add(s, s, matmul(attention, before(q, s)));
  }
  return updated;
}

function sum(a: Matrix64, b: Matrix64): Matrix64 {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]) };
}

/** What a stream's own attention brought each token, as shares, beside the token itself. */
function normalised({ rows, columns, data }: Matrix64): Matrix64 {
  const made = identityMatrix(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let total = -1;
    for (let i = from; i < from + columns; i++) total += data[i];
    if (total === 0) continue;
    for (let column = 0; column < columns; column++) {
      const gained = data[from + column] - (row === column ? 1 : 0);
      made.data[from + column] += gained / total;
    }
  }
  return made;
}
