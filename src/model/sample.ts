import { VitrineError } from "../errors.ts";
import type { Generator } from "../tensor/random.ts";
import { Ranking, type Scores } from "./ranking.ts";

/** How the next token is chosen. */
export interface SamplingOptions {
  /** 0 takes the most likely token; otherwise logits are divided by it. @defaultValue 0 */
  readonly temperature?: number;
  /** Keeps this many most likely tokens, and those as likely as the last of them. */
  readonly topK?: number;
  /** Keeps the fewest most likely tokens whose probabilities reach this sum. */
  readonly topP?: number;
  /** Keeps tokens at least this likely relative to the most likely one. */
  readonly minP?: number;
  /** Divides positive and multiplies negative logits of tokens already there. @defaultValue 1 */
  readonly repetitionPenalty?: number;
}

/** Tokens that may come next; weights are proportional to their probabilities. */
export interface Candidates {
  readonly ids: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** @throws VitrineError `BAD_OPTION` naming the option, its range and what was given. */
export function checkSampling(options: SamplingOptions): void {
  const rules: readonly [keyof SamplingOptions, string, (value: number) => boolean][] = [
    ["temperature", "0 or more", (x) => x >= 0],
    ["topK", "a whole number from 1", (x) => Number.isInteger(x) && x >= 1],
    ["topP", "above 0, at most 1", (x) => x > 0 && x <= 1],
    ["minP", "from 0 to 1", (x) => x >= 0 && x <= 1],
    ["repetitionPenalty", "above 0", (x) => x > 0],
  ];
  for (const [name, expected, holds] of rules) {
    const value = options[name];
    if (value === undefined || (Number.isFinite(value) && holds(value))) continue;
    throw new VitrineError(
      "BAD_OPTION",
      `generate: ${name} out of range; expected ${expected}, got ${String(value)}.`,
    );
  }
}

/**
 * The next token from its logits `[vocab]`: the most likely one at temperature 0, else one drawn
 * from the candidates.
 *
 * @param before - Ids already in the row, prompt included.
 * @throws VitrineError `NOT_FINITE` where the logits say nothing.
 */
export function sampleToken(
  logits: Float32Array,
  before: readonly number[],
  options: SamplingOptions,
  random: Generator,
): number {
  if ((options.temperature ?? 0) === 0) return largest(penalized(logits, before, options));
  const { ids, weights } = candidates(logits, before, options);
  let left = random.uniform() * sumOf(weights);
  for (let i = 0; i < ids.length - 1; i++) {
    left -= weights[i];
    if (left < 0) return ids[i];
  }
  return ids[ids.length - 1];
}

/**
 * What a token is drawn from. In this order, as in Transformers: repetition penalty (Keskar et al.
 * 2019), temperature, top-k, top-p (Holtzman et al. 2020), min-p (Nguyen et al. 2024). Of equal
 * logits that top-p cuts through, those with lower ids stay.
 */
export function candidates(
  logits: Float32Array,
  before: readonly number[],
  options: SamplingOptions,
): Candidates {
  const { temperature = 1, topK = Infinity, topP = 1, minP = 0 } = options;
  const scores = penalized(logits, before, options);
  const top = scores[largest(scores)];
  const weights = new Float64Array(scores.length);
  for (let id = 0; id < scores.length; id++)
    weights[id] = Math.exp((scores[id] - top) / temperature);
  const isWhole = topK >= scores.length;
  if (isWhole && topP === 1) return atLeast(weights, minP);
  const ranking = new Ranking(scores, top);
  const count = isWhole ? scores.length : ranking.countTo(topK);
  const enough = topP * sumOf(isWhole ? weights : ranking.first(count).map((id) => weights[id]));
  const ids: number[] = [];
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const id = ranking.at(i);
    if (weights[id] < minP || (topP < 1 && sum >= enough)) break;
    ids.push(id);
    sum += weights[id];
  }
  return { ids, weights: ids.map((id) => weights[id]) };
}

/** Every token that is likely enough, in the order of ids. */
function atLeast(weights: Float64Array, minP: number): Candidates {
  const ids: number[] = [];
  for (let id = 0; id < weights.length; id++) if (weights[id] >= minP) ids.push(id);
  return { ids, weights: ids.map((id) => weights[id]) };
}

function penalized(
  logits: Float32Array,
  before: readonly number[],
  { repetitionPenalty: penalty = 1 }: SamplingOptions,
): Scores {
  if (penalty === 1) return logits;
  const scores = new Float64Array(logits);
  for (const id of new Set(before)) {
    scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
  }
  return scores;
}

function largest(scores: Scores): number {
  let [best, top] = [0, -Infinity];
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id];
    if (score > top) [best, top] = [id, score];
    else if (Number.isNaN(score)) throw nothingNext(score, id);
  }
  if (top === -Infinity) throw nothingNext(top, best);
  return best;
}

function nothingNext(score: number, id: number): VitrineError {
  return new VitrineError(
    "NOT_FINITE",
    `generate: no token can come next; expected logits that are numbers, got ${score} for token ${id}. Look at the edits and at the weights.`,
  );
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
