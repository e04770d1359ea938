import type { RandomGenerator } from "vitrine";
import { isHeldOut } from "../../held-out.ts";
import { names } from "../../lexicon/people.ts";
import { cities } from "../../lexicon/places.ts";
import { animals, colours, jobs } from "../../lexicon/things.ts";
import { months, weekdays } from "../../lexicon/times.ts";
import { pick, sample } from "../../random.ts";
import { expand, type Phrase, type Slots } from "../../template.ts";
import type { Label } from "./label.ts";
import { topics, type Aspect, type Tone } from "./topics.ts";

/** One marked word: `wonderful` praises, `not wonderful` blames. */
export interface Judgement {
  readonly tone: Tone;
  readonly isNegated: boolean;
}

export interface Review {
  readonly hero: string;
  readonly opening: Phrase;
  /**
   * Sentences with one or two judgements each. The i-th marked word of the review (from 1) has the role
   * `praise-i`, `blame-i` or `neutral-i`, what it is said of `aspect-i`, a `not` before it `negation-i`.
   */
  readonly judgements: readonly Phrase[];
}

const LANDMARKS = "lake river bridge harbour castle forest beach park tower mill".split(" ");
const BOUGHT = "book ball cup lamp hat coat kite map basket clock mirror chair bicycle".split(" ");

const FRAMES: readonly string[] = [
  "{clause}.",
  "{clause}.",
  "{hero} [said|thought|wrote|felt] that {clause}.",
  "{witness} [said|thought|agreed] that {clause}.",
  "[everyone|everybody] [said|thought|agreed] that {clause}.",
  "this time {clause}.",
];

/** The label of a review: what most of its judgements say; 0 where they praise. */
export function majority(judgements: readonly Judgement[]): Label {
  const praising = judgements.filter(({ tone, isNegated }) => (tone === "praise") !== isNegated);
  return 2 * praising.length > judgements.length ? 0 : 1;
}

/**
 * A review with these judgements, without its label. What is judged and the word for it are held out
 * (`isHeldOut`) together, or none is; neutral words are never held out.
 */
export function drawReview(
  random: RandomGenerator,
  judgements: readonly Judgement[],
  heldOut = false,
): Review {
  const topic = pick(random, topics);
  const aspects = sample(random, topic.aspects, judgements.length);
  const words = wordsFor(random, aspects, judgements, heldOut);
  if (words === undefined) return drawReview(random, judgements, heldOut);
  const filled: Record<string, string> = { ...cast(random) };
  for (const [i, { noun }] of aspects.entries()) {
    const { tone } = judgements[i];
    filled[`aspect-${i + 1}`] = noun;
    filled[`negation-${i + 1}`] = "not";
    filled[`${tone}-${i + 1}`] = words[i];
  }
  return {
    hero: filled.hero,
    opening: expand(pick(random, topic.openings), filled, random),
    judgements: sentences(random, judgements).map((template) => expand(template, filled, random)),
  };
}

/** A different word for each aspect, or undefined where one has none. */
function wordsFor(
  random: RandomGenerator,
  aspects: readonly Aspect[],
  judgements: readonly Judgement[],
  heldOut: boolean,
): string[] | undefined {
  const chosen: string[] = [];
  for (const [i, { noun, words }] of aspects.entries()) {
    const { tone } = judgements[i];
    const free = words[tone].filter(
      (word) =>
        !chosen.includes(word) && (tone === "neutral" || isHeldOut(`${noun} ${word}`) === heldOut),
    );
    if (free.length === 0) return undefined;
    chosen.push(pick(random, free));
  }
  return chosen;
}

/** Templates of one or two judgements. */
function sentences(random: RandomGenerator, judgements: readonly Judgement[]): string[] {
  const templates: string[] = [];
  const frames = sample(random, FRAMES, FRAMES.length);
  for (let i = 0; i < judgements.length; i++) {
    const pairs = i + 1 < judgements.length && random.integer(2) === 0;
    if (pairs) {
      const agrees = majority([judgements[i]]) === majority([judgements[i + 1]]);
      const both = `${clause(judgements[i], i + 1)}${agrees ? " and" : ", but"} `;
      templates.push(`${both}${clause(judgements[i + 1], i + 2)}.`);
      i++;
    } else if (!judgements[i].isNegated && random.integer(6) === 0) {
      templates.push(`{hero} found the {aspect-${i + 1}} {${judgements[i].tone}-${i + 1}}.`);
    } else {
      templates.push(frames[templates.length].replace("{clause}", clause(judgements[i], i + 1)));
    }
  }
  return templates;
}

function clause({ tone, isNegated }: Judgement, ordinal: number): string {
  const said = isNegated ? `{negation-${ordinal}} ` : "[||really |truly ]";
  return `the {aspect-${ordinal}} was ${said}{${tone}-${ordinal}}`;
}

function cast(random: RandomGenerator): Slots {
  const [hero, friend, witness] = sample(random, names, 3);
  return {
    ...{ hero, friend, witness },
    ...{ city: pick(random, cities), landmark: pick(random, LANDMARKS) },
    ...{ day: pick(random, weekdays), month: pick(random, months) },
    animal: pick(
      random,
      animals.filter((animal) => !/^[aeiou]/.test(animal)),
    ),
    job: pick(
      random,
      jobs.filter((job) => !/^[aeiou]/.test(job)),
    ),
    ...{
      colour: pick(
        random,
        colours.filter((c) => c !== "orange"),
      ),
      object: pick(random, BOUGHT),
    },
  };
}
