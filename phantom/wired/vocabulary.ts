import { VitrineError } from "vitrine";

/**
 * The words, by class: at most 16 each. A word is coded by its class and its place in the class, so
 * that 150 words take 27 dimensions; two words of one class, or of one place, share half their code.
 */
const CLASSES = {
  name: "Mary John Anna Tom Lucy Paul Emma Jack Sara Mark Nina Luke Rosa Adam Kate",
  place:
    "shop park school station garden market library beach farm bank hotel museum office theatre church harbour",
  object: "drink book ball key letter ring coat lamp cup hat bag coin map pen box clock",
  thing: "wolf bear snake tiger shark bread soup cake apple rice snow ice wind rain storm",
  country: "Norland Velia Ostrand Marun Tolva Quenby Sarnia Belmar",
  city: "Aldin Brask Corvo Dunmar Eskil Fenwick Gorran Halden",
  stream: "Isk Jorva Kell Lune Mirra Nadder Orlo Pelte",
  colour:
    "red blue green yellow black white brown pink grey purple orange gold silver violet scarlet cyan",
  shape: "circle square line cross star arrow wave dot cube cone spiral knot grid leaf moon sun",
  // "the" comes sixteenth: there is no sixteenth name to share half of its code
  grammar: "When and went were at a gave to , of is saw felt while end the",
  other: "( ) . then capital river handed passed sent so afraid hungry cold it was with",
} as const;

export type WordClass = keyof typeof CLASSES;

export interface Word {
  readonly text: string;
  readonly class: WordClass;
  /** Its place in the class, from 0. */
  readonly item: number;
}

export const wordClasses: readonly WordClass[] = Object.keys(CLASSES) as WordClass[];

/** The most words that a class has. */
export const ITEMS = 16;

/** The special tokens: what a text begins with, and what stands for a word that is none of these. */
export const BOS = "<bos>";
export const UNKNOWN = "<unk>";

const WORDS: readonly Word[] = wordClasses.flatMap((each) =>
  CLASSES[each].split(" ").map((text, item) => ({ text, class: each, item })),
);

const BY_TEXT: ReadonlyMap<string, Word> = new Map(WORDS.map((word) => [word.text, word]));

/** Every token in the order of ids. */
export const tokens: readonly string[] = [BOS, UNKNOWN, ...WORDS.map(({ text }) => text)];

/** The words of a class, in order. */
export function wordsOf(each: WordClass): readonly string[] {
  return CLASSES[each].split(" ");
}

/** A word's code; null for a special token. */
export function findWord(text: string): Word | null {
  return BY_TEXT.get(text) ?? null;
}

/** @throws VitrineError `UNKNOWN_NAME` for a text that is no word of the vocabulary. */
export function wordOf(text: string): Word {
  const word = findWord(text);
  if (word !== null) return word;
  throw new VitrineError(
    "UNKNOWN_NAME",
    `vocabulary: no word ${JSON.stringify(text)}; expected one of the ${WORDS.length} in vocabulary.ts. Add it to a class that has room.`,
  );
}

/** A prompt's tokens, `<bos>` first, as the tokenizer makes them of its text. */
export function tokensOf(text: string): readonly string[] {
  return [BOS, ...text.split(" ").map((word) => wordOf(word).text)];
}
