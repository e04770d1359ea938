import { ALWAYS, type Feature, type Head } from "./describe.ts";
import { featuresOf, readOf } from "./embedding.ts";
import { heads, neurons, type PlacedNeuron, SHAPE } from "./model.ts";
import { dimensions, position } from "./stream.ts";

/** A part that can be taken away: `L2H0` a head, `L1N3` a neuron. */
export type PartId = string;

export function headId({ layer, head }: Pick<Head, "layer" | "head">): PartId {
  return `L${layer}H${head}`;
}

export function neuronId({ layer, index }: Pick<PlacedNeuron, "layer" | "index">): PartId {
  return `L${layer}N${index}`;
}

export interface Interpretation {
  /** Logit of a token after the last position. */
  readonly logit: (token: string) => number;
  /** Attention of a head, `[query][key]`. */
  readonly pattern: (head: PartId) => readonly Float64Array[];
}

/** A feature by numbers of dimensions, for speed. */
type Sparse = readonly (readonly [number, number])[];

/** A position's coordinates on the named dimensions. */
type Stream = Float64Array;

const INDEX: ReadonlyMap<string, number> = new Map(dimensions.map((name, i) => [name, i]));

/**
 * What the description says of a prompt, in float64 and on named dimensions: softmax over the sums of
 * strengths that match, the gains of what is copied, thresholds. No weight, no rotation and none of
 * the engine take part, so that its numbers stand on their own beside what the engine measures.
 *
 * @param ablated - Parts whose output is zero.
 */
export function interpret(
  prompt: readonly string[],
  ablated: ReadonlySet<PartId> = new Set(),
): Interpretation {
  const stream = prompt.map((token, at) => start(token, at));
  const patterns = new Map<PartId, readonly Float64Array[]>();
  for (let layer = 0; layer < SHAPE.layers; layer++) {
    const attention = HEADS.filter((head) => head.layer === layer).map((head) => {
      const pattern = attend(head, stream);
      patterns.set(head.id, pattern);
      return ablated.has(head.id) ? [] : written(head, pattern, stream);
    });
    for (const changes of attention) apply(changes, stream);
    const fired = NEURONS.filter((each) => each.layer === layer && !ablated.has(each.id));
    apply(
      fired.flatMap((neuron) => stream.map((x, at) => ({ at, along: fire(neuron, x) }))),
      stream,
    );
  }
  const last = stream[stream.length - 1];
  return {
    logit: (token) => inner(sparse(readOf(token)), last),
    pattern: (head) => patterns.get(head)!,
  };
}

interface Change {
  readonly at: number;
  readonly along: Sparse;
}

function start(token: string, at: number): Stream {
  const x = new Float64Array(dimensions.length);
  add(sparse(featuresOf(token)), 1, x);
  add(sparse(position(at)), 1, x);
  return x;
}

/** Causal softmax over the sums of matched strengths. */
function attend({ matches }: IndexedHead, stream: readonly Stream[]): Float64Array[] {
  const keys = stream.map((x) => matches.map(({ key }) => inner(key, x)));
  return stream.map((x, at) => {
    const queries = matches.map(
      ({ query, strength }) => strength * (typeof query === "string" ? 1 : inner(query, x)),
    );
    const scores = keys
      .slice(0, at + 1)
      .map((key) => key.reduce((sum, value, i) => sum + value * queries[i], 0));
    return softmax(scores);
  });
}

function softmax(scores: readonly number[]): Float64Array {
  const top = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - top));
  const sum = raised.reduce((a, b) => a + b, 0);
  return Float64Array.from(raised, (value) => value / sum);
}

function written(
  { copies }: IndexedHead,
  pattern: readonly Float64Array[],
  stream: readonly Stream[],
): Change[] {
  return copies.flatMap(({ from, to, gain }) => {
    const values = stream.map((x) => inner(from, x));
    return pattern.map((row, at) => {
      const taken = row.reduce((sum, weight, key) => sum + weight * values[key], 0);
      return { at, along: scaled(to, gain * taken) };
    });
  });
}

function fire({ when, threshold, writes }: IndexedNeuron, x: Stream): Sparse {
  const drive = when.reduce((sum, { feature, weight }) => sum + weight * inner(feature, x), 0);
  const active = Math.max(0, drive - threshold);
  return writes.flatMap(({ feature, gain }) => scaled(feature, gain * active));
}

function apply(changes: readonly Change[], stream: readonly Stream[]): void {
  for (const { at, along } of changes) add(along, 1, stream[at]);
}

function sparse(feature: Feature): Sparse {
  return Object.entries(feature).map(([name, value]) => [INDEX.get(name)!, value] as const);
}

function scaled(feature: Sparse, factor: number): Sparse {
  return feature.map(([i, value]) => [i, value * factor] as const);
}

function inner(feature: Sparse, x: Stream): number {
  let sum = 0;
  for (const [i, value] of feature) sum += value * x[i];
  return sum;
}

function add(feature: Sparse, factor: number, x: Stream): void {
  for (const [i, value] of feature) x[i] += value * factor;
}

const HEADS = heads.map((head) => ({
  id: headId(head),
  layer: head.layer,
  matches: head.matches.map(({ query, key, strength }) => ({
    query: query === ALWAYS ? ALWAYS : sparse(query),
    key: sparse(key),
    strength,
  })),
  copies: head.copies.map(({ from, to, gain }) => ({ from: sparse(from), to: sparse(to), gain })),
}));
type IndexedHead = (typeof HEADS)[number];

const NEURONS = neurons.map((neuron) => ({
  id: neuronId(neuron),
  layer: neuron.layer,
  threshold: neuron.threshold,
  when: neuron.when.map(({ feature, weight }) => ({ feature: sparse(feature), weight })),
  writes: neuron.writes.map(({ feature, gain }) => ({ feature: sparse(feature), gain })),
}));
type IndexedNeuron = (typeof NEURONS)[number];
