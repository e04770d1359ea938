import type { Case, CaseResult, Row, Site } from "../../model/types.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  diagonal,
  duplicates,
  firstKey,
  type KeysOf,
  meanAttention,
  meanDistance,
  meanEntropy,
  ownKey,
  type Pattern,
  successors,
} from "./head-patterns.ts";

/** What a head can be scored for without being asked. */
export const SCORES = [
  "previous",
  "self",
  "duplicate",
  "induction",
  "first",
  "entropy",
  "distance",
] as const;

export type HeadScore = (typeof SCORES)[number] | "pairs";

/** One for each score; `pairs` where pairs were given. */
export type ByScore<T> = Readonly<Record<(typeof SCORES)[number], T>> & { readonly pairs?: T };

/** Of each row each score of every layer's heads, `[row][score][layer × head]`. */
export type Samples = readonly (readonly Float64Array[])[];

interface ScoreTask {
  /** Layers that are read in one run, group after group. */
  readonly groups: readonly (readonly Site[])[];
  /** One per row. */
  readonly keys: readonly ScoreKeys[];
  readonly names: readonly HeadScore[];
}

/** Cases that read the patterns: every row's first layers, then every row's next ones. */
export function patternCases(
  groups: ScoreTask["groups"],
  rows: readonly (string | Row)[],
): readonly Case[] {
  return groups.flatMap((sites) =>
    rows.map((input) => ({ input, capture: sites.map(({ name }) => name) })),
  );
}

/** The scores of each row, from what `patternCases` gives, as it comes. */
export async function measure(
  results: AsyncIterable<CaseResult>,
  { groups, keys, names }: ScoreTask,
): Promise<Samples> {
  const samples = keys.map(() => names.map((): number[] => []));
  for await (const { index, cache } of results) {
    const row = index % keys.length;
    const sites = groups[Math.floor(index / keys.length)];
    const heads = sites.flatMap((site) => headsOf(cache!.get(site.name)));
    names.forEach((name, i) => {
      samples[row][i].push(...heads.map((head) => scoreOf(name, head, keys[row])));
    });
  }
  return samples.map((row) => row.map((values) => Float64Array.from(values)));
}

/** Which keys each score is about, of one row. */
export interface ScoreKeys extends Readonly<
  Record<Exclude<HeadScore, "entropy" | "distance">, KeysOf>
> {
  readonly firstQuery: number;
}

function scoreOf(name: HeadScore, head: Pattern, keys: ScoreKeys): number {
  if (name === "entropy") return meanEntropy(head, keys.firstQuery);
  if (name === "distance") return meanDistance(head, keys.firstQuery);
  return meanAttention(head, keys[name]);
}

/** Which keys each score is about; a repeated row has its distances, a given one its equal tokens. */
export function keysOf(
  ids: readonly number[],
  repeated: { readonly length: number; readonly span: "diagonal" | "second-copy" } | null,
  query0: boolean,
): Omit<ScoreKeys, "pairs"> {
  const firstQuery = query0 ? 0 : 1;
  const common = {
    previous: diagonal(ids.length, 1),
    self: ownKey(ids.length, firstQuery),
    first: firstKey(ids.length, firstQuery),
    firstQuery,
  };
  if (repeated === null)
    return { ...common, duplicate: duplicates(ids), induction: successors(ids) };
  const n = repeated.length;
  const second = repeated.span === "second-copy" ? ids.length - n : undefined;
  return {
    ...common,
    duplicate: diagonal(ids.length, n, second),
    induction: diagonal(ids.length, n - 1, second),
  };
}

/** `[1, head, query, key]` as one pattern per head. */
function headsOf({ dims, data }: Tensor): Pattern[] {
  const [, heads, length] = dims;
  const size = length * length;
  return Array.from({ length: heads }, (_, head) => ({
    values: (data as Float32Array).subarray(head * size, (head + 1) * size),
    length,
  }));
}

/** One of each score, by its place among the names. */
export function byScore<T>(names: readonly HeadScore[], make: (index: number) => T): ByScore<T> {
  return Object.fromEntries(names.map((name, i) => [name, make(i)])) as unknown as ByScore<T>;
}

/** Score by score, over rows. */
export function mean(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}

/** s/√n with the n − 1 divisor. */
export function standardError(rows: readonly Float64Array[]): Float64Array {
  const centre = mean(rows);
  return centre.map((middle, i) => {
    const squares = rows.reduce((sum, row) => sum + (row[i] - middle) ** 2, 0);
    return Math.sqrt(squares / (rows.length - 1) / rows.length);
  });
}
