import { VitrineError } from "../errors.ts";
import type { Generator } from "../tensor/random.ts";

/** How the next token is chosen. */
export interface SamplingOptions {
  /** 0 takes the most likely token; otherwise logits are divided by it. @defaultValue 0 */
  readonly temperature?: number;
  /** Keeps this many most likely tokens. */
  readonly topK?: number;
  /** Keeps the fewest most likely tokens whose probabilities reach this sum. */
  readonly topP?: number;
  /** Keeps tokens at least this likely relative to the most likely one. */
  readonly minP?: number;
  /** Divides positive and multiplies negative logits of tokens already there. @defaultValue 1 */
  readonly repetitionPenalty?: number;
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
 * The next token from its logits `[vocab]`. In this order, as in Transformers: repetition penalty
 * (Keskar et al. 2019), temperature, top-k, top-p (Holtzman et al. 2020), min-p (Nguyen et al. 2024).
 *
 * @param before - Ids already in the row, prompt included.
 */
export function sampleToken(
  logits: ArrayLike<number>,
  before: readonly number[],
  options: SamplingOptions,
  random: Generator,
): number {
  const { temperature = 0, repetitionPenalty = 1 } = options;
  const scores = Float64Array.from(logits);
  if (repetitionPenalty !== 1) {
    for (const id of new Set(before)) {
      scores[id] = scores[id] < 0 ? scores[id] * repetitionPenalty : scores[id] / repetitionPenalty;
    }
  }
  if (temperature === 0) return largest(scores);
  const order = Array.from(scores, (_, id) => id).sort((a, b) => scores[b] - scores[a] || a - b);
  const kept = keepLikely(order, scores, temperature, options);
  let left = random.uniform() * kept.reduce((sum, { weight }) => sum + weight, 0);
  for (const { id, weight } of kept) {
    left -= weight;
    if (left < 0) return id;
  }
  return kept[kept.length - 1].id;
}

interface Candidate {
  readonly id: number;
  /** Proportional to the probability. */
  readonly weight: number;
}

function keepLikely(
  order: readonly number[],
  scores: Float64Array,
  temperature: number,
  { topK = order.length, topP = 1, minP = 0 }: SamplingOptions,
): Candidate[] {
  const top = scores[order[0]];
  const weighted = order
    .slice(0, topK)
    .map((id) => ({ id, weight: Math.exp((scores[id] - top) / temperature) }));
  const enough = topP * weighted.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const nucleus = weighted.filter(({ weight }) => {
    const isNeeded = topP === 1 || sum < enough;
    sum += weight;
    return isNeeded;
  });
  return nucleus.filter(({ weight }) => weight >= minP);
}

function largest(scores: Float64Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
  return best;
}
