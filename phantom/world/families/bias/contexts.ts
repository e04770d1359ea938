import type { RandomGenerator } from "vitrine";
import { cloze, type Cloze } from "../../cloze.ts";
import type { WorldDocument } from "../../document.ts";
import { grouped, shuffled, type Statement } from "../../grouping.ts";
import { names } from "../../lexicon/people.ts";
import { insides, spots } from "../../lexicon/places.ts";
import { animals, feelings, foods, objects } from "../../lexicon/things.ts";
import { weekdays } from "../../lexicon/times.ts";
import { inProportion, pick } from "../../random.ts";
import { expand, join, type Phrase } from "../../template.ts";

/**
 * Statements of a context and frame in one pass: as many that open a document as later ones. Each
 * half has every multiple of 0.05 exactly.
 */
const FIRST_PER_FRAME = 20;

/** The greater probability of two, from hardly biased to hardly ever otherwise. */
export const STRENGTHS = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] as const;

/** One who is told of, in sentences where one of two words stands with known probabilities. */
export interface Context {
  /** `baker`, `Talvin`. */
  readonly subject: string;
  /** Where `{subject}` and `{word}` stand; what precedes the word is the same in each telling. */
  readonly frames: readonly string[];
  readonly words: readonly [string, string];
  /** Of the first word; the second has the rest. */
  readonly probability: number;
}

/** Documents of one to three statements about different subjects. */
export function documentsOf(
  random: RandomGenerator,
  id: string,
  contexts: readonly Context[],
): WorldDocument[] {
  const told = (): Statement[] =>
    shuffled(
      random,
      contexts.flatMap((context) => context.frames.flatMap((f) => statements(random, context, f))),
    );
  return grouped(random, told(), told()).map((group, i) => ({
    id: `${id}/${i}`,
    ...join(group.map(({ phrase }) => phrase)),
  }));
}

/** A frame up to its word. */
export function promptOf(random: RandomGenerator, context: Context, frame: string): Cloze {
  return cloze([tell(random, context, frame, context.words[0])], "word", ["subject"]);
}

/** 1 - 0.7 is 0.3. */
export function rounded(probability: number): number {
  return Math.round(100 * probability) / 100;
}

function statements(random: RandomGenerator, context: Context, frame: string): Statement[] {
  const [first, second] = context.words;
  const options = [
    { value: first, probability: context.probability },
    { value: second, probability: 1 - context.probability },
  ];
  return inProportion(random, options, FIRST_PER_FRAME).map((word) => ({
    name: context.subject,
    phrase: tell(random, context, frame, word),
  }));
}

function tell(random: RandomGenerator, { subject }: Context, frame: string, word: string): Phrase {
  const slots = {
    ...{ subject, word },
    ...{ name: pick(random, names), day: pick(random, weekdays), feeling: pick(random, feelings) },
    ...{ object: pick(random, OBJECTS), animal: pick(random, ANIMALS), food: pick(random, foods) },
    ...{ inside: pick(random, insides), spot: pick(random, spots) },
  };
  const { text, spans } = expand(frame, slots, random);
  return { text, spans: spans.filter(({ role }) => role === "subject" || role === "word") };
}

/** Neither food and drink nor what is too large to be lost or carried. */
const OBJECTS = objects.filter(
  (object) => !/^(drink|piano|table|boat|bicycle|wagon|ladder|cake|loaf)$/.test(object),
);
const ANIMALS = animals.filter((animal) => animal !== "whale");
