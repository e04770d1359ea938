import type { Feature } from "./describe.ts";
import { ITEMS, type Word, wordClasses, wordOf, wordsOf } from "./vocabulary.ts";

/** Longest input. */
export const POSITIONS = 32;

/**
 * The subspaces of the residual stream, each with its dimensions. All are orthogonal to each other;
 * inside `feeling` and `felt` three features share two dimensions.
 */
const SUBSPACES: Readonly<Record<Subspace, readonly string[]>> = {
  /** The word that stands here: its class and its place in the class. */
  token: codeNames(),
  /** The word before this one. */
  previous: codeNames(),
  /** The word to be predicted; all that the unembedding reads. */
  output: codeNames(),
  /** Where this is: position p is dimension p mod 16, with a minus sign from 16 on. */
  position: numbers(POSITIONS / 2),
  /** Names that are not to be predicted. */
  inhibited: numbers(wordsOf("name").length),
  /** The country that is asked about. */
  subject: numbers(wordsOf("country").length),
  /** The word here asks for a capital, for a river. */
  relation: ["capital", "river"],
  /** What is asked about the subject. */
  asked: ["capital", "river"],
  /** Danger, food and cold, which the thing here goes with: three features in two dimensions. */
  feeling: ["x", "y"],
  /** The same, of what was seen. */
  felt: ["x", "y"],
  /** Words after which a circuit answers. */
  cue: ["give", "is", "felt", "stop"],
  /** The first token, on which a head rests that finds nothing. */
  first: ["token"],
  /** +1 for `(`, −1 for `)`. */
  bracket: ["sign"],
  /** Mean of the brackets' signs up to here. */
  depth: ["mean"],
  /** This name has stood before. */
  duplicate: ["name"],
  /** The name mover has moved a name here. */
  moved: ["name"],
  /** What nothing reads. */
  nowhere: ["loud"],
};

export type Subspace =
  | "token"
  | "previous"
  | "output"
  | "position"
  | "inhibited"
  | "subject"
  | "relation"
  | "asked"
  | "feeling"
  | "felt"
  | "cue"
  | "first"
  | "bracket"
  | "depth"
  | "duplicate"
  | "moved"
  | "nowhere";

export const subspaces: readonly Subspace[] = Object.keys(SUBSPACES) as Subspace[];

/** Every dimension of the stream: `token/class:name`, `position/3`, … */
export const dimensions: readonly string[] = subspaces.flatMap((space) =>
  SUBSPACES[space].map((name) => `${space}/${name}`),
);

/** One dimension, as a feature. */
export function dimension(space: Subspace, name: string | number): Feature {
  return { [`${space}/${name}`]: 1 };
}

/** All dimensions of a subspace. */
export function all(space: Subspace): readonly Feature[] {
  return SUBSPACES[space].map((name) => dimension(space, name));
}

/** A word in one of the subspaces that hold words: class and place, 1 each. */
export function code(space: "token" | "previous" | "output", word: string): Feature {
  const { class: each, item }: Word = wordOf(word);
  return { [`${space}/class:${each}`]: 1, [`${space}/item:${item}`]: 1 };
}

/** The class alone, where a word stands. */
export function wordClass(space: "token" | "output", each: Word["class"]): Feature {
  return dimension(space, `class:${each}`);
}

/** The first `count` places, whatever the class. */
export function items(space: "token" | "output", count: number): readonly Feature[] {
  return Array.from({ length: count }, (_, item) => dimension(space, `item:${item}`));
}

/** Where a token stands. Two positions match with 1 if they are equal, −1 if 16 apart, else 0. */
export function position(at: number): Feature {
  const half = POSITIONS / 2;
  return { [`position/${at % half}`]: at < half ? 1 : -1 };
}

/** Features times a number. */
export function times(feature: Feature, factor: number): Feature {
  return Object.fromEntries(Object.entries(feature).map(([name, value]) => [name, value * factor]));
}

function codeNames(): readonly string[] {
  return [
    ...wordClasses.map((each) => `class:${each}`),
    ...Array.from({ length: ITEMS }, (_, item) => `item:${item}`),
  ];
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}
