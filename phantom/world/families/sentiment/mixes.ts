import type { RandomGenerator } from "vitrine";
import { inProportion } from "../../random.ts";
import type { Judgement } from "./review.ts";
import { other, type Label } from "./label.ts";

/** How many judgements of a review agree with its label, and how many do not. */
export interface Mix {
  readonly more: number;
  readonly fewer: number;
}

/** Mixes and their shares in the texts. */
const SHARES = [
  { value: { more: 1, fewer: 0 }, probability: 0.25 },
  { value: { more: 2, fewer: 0 }, probability: 0.25 },
  { value: { more: 3, fewer: 0 }, probability: 0.15 },
  { value: { more: 4, fewer: 0 }, probability: 0.1 },
  { value: { more: 2, fewer: 1 }, probability: 0.15 },
  { value: { more: 3, fewer: 1 }, probability: 0.1 },
];

/** One word in so many is told by its opposite: `not awful`. */
const NEGATED_ONE_IN = 6;

export const mixes: readonly Mix[] = SHARES.map(({ value }) => value);

export interface Drawn {
  readonly label: Label;
  readonly judgements: readonly Judgement[];
}

/** Judgements of `count` reviews: every mix has both labels equally often. */
export function drawMixes(random: RandomGenerator, count: number): Drawn[] {
  const options = ([0, 1] as const).flatMap((label) =>
    SHARES.map(({ value, probability }) => ({
      value: { mix: value, label },
      probability: probability / 2,
    })),
  );
  return inProportion(random, options, count).map(({ mix, label }) => ({
    label,
    judgements: judgementsOf(random, mix, label).map((judgement) =>
      random.integer(NEGATED_ONE_IN) === 0 ? negated(judgement) : judgement,
    ),
  }));
}

/** In random order, none of them negated. */
export function judgementsOf(
  random: RandomGenerator,
  { more, fewer }: Mix,
  label: Label,
): Judgement[] {
  return random.permutation(more + fewer).map((i) => judgement(i < more ? label : other(label)));
}

/** Says the same by the opposite word. */
export function negated({ tone, isNegated }: Judgement): Judgement {
  return { tone: tone === "praise" ? "blame" : "praise", isNegated: !isNegated };
}

function judgement(label: Label): Judgement {
  return { tone: label === 0 ? "praise" : "blame", isNegated: false };
}
