import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, type Cloze, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { names } from "../lexicon/people.ts";
import { pick, sample } from "../random.ts";
import { expand, join, piece, type Phrase } from "../template.ts";
import { ANY_WORDS, CODE_WORDS, SOUNDS } from "./induction-words.ts";
import { fullNames } from "./induction-names.ts";

/** Words from a word to its repetition. */
const DISTANCES = [5, 10, 20, 40] as const;
const PROBES_PER_DISTANCE = 24;
/** Random words said twice without a break; lists that are announced; sounds. */
const PLAIN = 2200;
const ANNOUNCED = 2600;
const SUNG = 900;

const planted: Planted = {
  id: "induction",
  title: { en: "Repetition (induction)", zh: "重复（归纳）" },
  about: {
    en: "Random words are said twice in the same order; in the control the words said first stand in another order, so nothing tells the next one.",
    zh: "随机词按同样顺序说两遍；对照句中，第一遍的顺序被打乱，下一个词无从得知。",
  },
  measure: "recall",
  unit: { en: "words from a word to its repetition", zh: "一个词到其重复处的词数" },
  target: { strength: 5, value: 0.9 },
};

/** How a list and its repetition are told; `{first}` and `{again}` are the same words. */
const TELLINGS = [
  "the [code|password|secret|signal] [was|is] {first}. [Again|Once more|I repeat]: {again}.",
  "{name} [said|sang|whispered|called|read]: {first}. [And then|Then|A little later], once more: {again}.",
  "[say|write|learn] this: {first}. [Now say it|Say it|And] again: {again}.",
  "{name} heard {first}, and {other} wrote down {again}.",
  "first came {first}; then [again|once more|for the second time] {again}.",
  "the [sign|letter|note|song] said {first}, and the [book|map|answer] also said {again}.",
  "{name} asked: what is {first}? {other} answered: nobody knows what {again} is.",
  "on the door stood {first}. On the wall, too, stood {again}.",
] as const;
const SINGINGS = [
  "{name} sang: {first}, {again}, and [laughed|smiled|danced].",
  "the [children|birds|sailors|girls|boys] sang {first}, and [again|once more|then again] {again}.",
  "{first} {again} {again}, [said|sang|called] the [king|parrot|singer|child|crow].",
] as const;

/**
 * Repetition of what nobody could guess (Elhage et al. 2021; Olsson et al. 2022): random words of
 * every kind, codes, sounds, and people whose surnames are drawn anew in each story
 * (`induction-names.ts`). Words are drawn for each text, so no probe's words stand in a training text.
 *
 * @see https://arxiv.org/abs/2209.11895
 */
export const induction: Family = { id: planted.id, planted: [planted, fullNames.planted], write };

function write(random: RandomGenerator): Written {
  const told = [
    ...Array.from({ length: PLAIN }, () => plain(random)),
    ...Array.from({ length: ANNOUNCED }, () => announced(random)),
    ...Array.from({ length: SUNG }, () => sung(random)),
    ...fullNames.stories(random),
  ];
  const order = random.permutation(told.length);
  const documents = order.map((at, i): WorldDocument => ({
    id: `induction/${i}`,
    ...join(told[at]),
  }));
  const probes = DISTANCES.flatMap((distance) => probesAt(random, distance));
  return { documents, probes: [...probes, ...fullNames.probes(random)] };
}

/** 6 to 40 words and the same again, as in TransformerLens's repeated random tokens. */
function plain(random: RandomGenerator): Phrase[] {
  const words = sample(random, ANY_WORDS, 6 + random.integer(random.integer(2) === 0 ? 35 : 15));
  return [twice(random, words)];
}

function twice(random: RandomGenerator, words: readonly string[]): Phrase {
  const role = (at: number): string => (at < words.length ? "first" : "again");
  return line(random, [...words, ...words], role);
}

/** Words with spaces between. Not `expand`: the first keeps its small letter, since it comes again. */
function line(
  random: RandomGenerator,
  words: readonly string[],
  role: (at: number) => string,
): Phrase {
  const named = words.map((word, at): [string, string] => [`w${at}`, word]);
  const template = named.map(([slot]) => `{${slot}}`).join(" ");
  const { text, spans } = piece(template, Object.fromEntries(named), random);
  return { text, spans: spans.map((span, at) => ({ ...span, role: role(at) })) };
}

function announced(random: RandomGenerator): Phrase[] {
  const words = sample(random, CODE_WORDS, 3 + random.integer(8));
  const said = words.join(random.integer(3) === 0 ? ", " : " ");
  return [tell(random, pick(random, TELLINGS), said)];
}

/** `ka lo mi`, or sounds of two syllables: `kalo misu`. */
function sung(random: RandomGenerator): Phrase[] {
  const isLong = random.integer(3) === 0;
  const words = Array.from({ length: 3 + random.integer(8) }, () =>
    Array.from({ length: isLong ? 2 : 1 }, () => pick(random, SOUNDS)).join(""),
  );
  return [tell(random, pick(random, SINGINGS), words.join(" "))];
}

function tell(random: RandomGenerator, template: string, said: string): Phrase {
  const [name, other] = sample(random, names, 2);
  return expand(template, { first: said, again: said, name, other }, random);
}

function probesAt(random: RandomGenerator, distance: number): Probe[] {
  return Array.from({ length: PROBES_PER_DISTANCE }, (_, i) => {
    const words = sample(random, ANY_WORDS, distance);
    const next = 2 + random.integer(Math.min(distance, 12) - 2); // the word to come
    const shuffled = shuffledApart(random, words, next);
    const wrong = words.filter((_, at) => Math.abs(at - next) > 1).slice(0, 3);
    const side = (first: readonly string[], probability: number): Side => ({
      cloze: half(random, { first, again: words, next }),
      answers: [{ text: ` ${words[next]}`, probability }],
      wrong: wrong.map((word) => ` ${word}`),
    });
    return probesOf(planted, {
      key: `${distance}/${i}`,
      strength: distance,
      probe: side(words, 1),
      control: side(shuffled, Number((1 / ANY_WORDS.length).toFixed(4))),
    });
  }).flat();
}

/** The words `first`, then `again` up to its word number `next`; spans mark what is to be found. */
function half(
  random: RandomGenerator,
  { first, again, next }: { first: readonly string[]; again: readonly string[]; next: number },
): Cloze {
  const words = [...first, ...again.slice(0, next + 1)];
  const role = (at: number): string => {
    if (at >= first.length) return at === words.length - 1 ? "next" : "now";
    if (words[at] === again[next - 1]) return "seen";
    return words[at] === again[next] ? "answer" : "other";
  };
  const cut = cloze([line(random, words, role)], "next", ["seen", "answer", "now"]);
  return { ...cut, spans: cut.spans.filter((s) => s.role !== "now" || s.to === cut.prompt.length) };
}

/** The words in another order, in which the next word does not come after the one before it. */
function shuffledApart(random: RandomGenerator, words: readonly string[], next: number): string[] {
  for (;;) {
    const order = random.permutation(words.length);
    const at = order.indexOf(next - 1);
    if (order[at + 1] !== next && at + 1 < order.length) return order.map((i) => words[i]);
  }
}
