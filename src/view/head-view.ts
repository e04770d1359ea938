import { labelsAt, slicedAt } from "./resolve.ts";
import { valueScale, type ValueScale } from "./scale.ts";
import type { AttentionView, Viewable } from "./spec.ts";
import type { Text } from "./text.ts";

/** One head's pattern, ready to be asked. */
export interface HeadView {
  /** Tokens as labels. */
  readonly queries: readonly string[];
  readonly keys: readonly string[];
  readonly weight: (query: number, key: number) => number;
  readonly scale: ValueScale;
  /** The keys that a query looks at most, strongest first; those it cannot see left out. */
  readonly strongest: (query: number, count: number) => readonly Link[];
  /** The share of all attention that a key gets. */
  readonly received: (key: number) => number;
  /** The largest of these shares. */
  readonly mostReceived: number;
}

export interface Link {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

/** Reads the head that the view's slices choose; where no number stands, no attention is paid. */
export function readHead(view: AttentionView, result: Viewable): HeadView {
  const queries = labelsAt(result, view.encoding.queries);
  const keys = labelsAt(result, view.encoding.keys);
  const { get: given, length } = slicedAt(result, view);
  const get = (index: number): number => (Number.isFinite(given(index)) ? given(index) : 0);
  const weight = (query: number, key: number): number => get(query * keys.length + key);
  const linksOf = (query: number): Link[] =>
    keys
      .map((_, key) => ({ query, key, weight: weight(query, key) }))
      .filter((link) => link.weight > 0);
  const received = receivedShares(queries.length, keys.length, get);
  return {
    queries,
    keys,
    weight,
    scale: valueScale(numbersOf(get, length), { ...view, onText: false }),
    strongest: (query, count) =>
      linksOf(query)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, count),
    received: (key) => received[key],
    mostReceived: Math.max(...received) || 1,
  };
}

/** Lines fainter than this are never drawn, and never more lines than that. */
const FAINTEST = 0.01;
const MOST_LINKS = 700;

/**
 * The links that a picture draws, strongest first.
 *
 * @returns Also the share under which links are left out, and how much of all attention these have.
 */
export function shownLinks({ queries, keys, weight }: HeadView): {
  readonly links: readonly Link[];
  readonly least: number;
  readonly hidden: number;
} {
  const all: Link[] = [];
  let total = 0;
  for (let query = 0; query < queries.length; query++) {
    for (let key = 0; key < keys.length; key++) {
      const link = { query, key, weight: weight(query, key) };
      if (link.weight > 0) total += link.weight;
      if (link.weight >= FAINTEST) all.push(link);
    }
  }
  const links = all.sort((a, b) => b.weight - a.weight).slice(0, MOST_LINKS);
  const least = all.length > MOST_LINKS ? links[MOST_LINKS - 1].weight : FAINTEST;
  const drawn = links.reduce((sum, link) => sum + link.weight, 0);
  return { links, least, hidden: total === 0 ? 0 : 1 - drawn / total };
}

/** What a link is, in words. */
export function linkLabel(
  { queries, keys, weight, scale }: HeadView,
  query: number,
  key: number,
  text: Text,
): string {
  return text("view.link", {
    query: queries[query],
    q: query,
    key: keys[key],
    k: key,
    value: scale.format(weight(query, key)),
  });
}

function* numbersOf(get: (index: number) => number, length: number): Generator<number> {
  for (let i = 0; i < length; i++) yield get(i);
}

function receivedShares(
  queries: number,
  keys: number,
  get: (index: number) => number,
): Float64Array {
  const shares = new Float64Array(keys);
  let total = 0;
  for (let query = 0; query < queries; query++) {
    for (let key = 0; key < keys; key++) {
      const weight = Math.max(0, get(query * keys + key));
      shares[key] += weight;
      total += weight;
    }
  }
  return shares.map((sum) => sum / (total || 1));
}
