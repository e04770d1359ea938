import { animals, colours, foods, jobs, objects, people } from "../lexicon/things.ts";
import { names } from "../lexicon/people.ts";
import { spots } from "../lexicon/places.ts";
import { adjectives, feelings } from "../lexicon/things.ts";

const FUNCTION_WORDS =
  "the a of and to in was is near with for but she he they it not on at by from who that then now very".split(
    " ",
  );

/** Words of every kind, in no order that means anything: what comes next only the text can tell. */
export const ANY_WORDS: readonly string[] = Array.from(
  new Set(
    [
      ...[names, spots, objects, animals, foods, colours, jobs, people, feelings, adjectives],
      FUNCTION_WORDS,
    ].flat(),
  ),
).filter((word) => !word.includes(" "));

/** Words for messages and codes, whose order nobody could guess. */
export const CODE_WORDS: readonly string[] = [objects, animals, foods, colours, spots]
  .flat()
  .filter((word) => !word.includes(" "));

/** Sounds without a meaning: `ka`, `lo`. */
export const SOUNDS: readonly string[] = Array.from("bdfgklmnprstvz", (consonant) =>
  Array.from("aeiou", (vowel) => consonant + vowel),
).flat();
