import { blame, foods, neutral, praise } from "../../lexicon/things.ts";

/** What decides a review: words that praise or blame; neutral ones decide nothing. */
export type Tone = "praise" | "blame" | "neutral";

/** Something that a review judges, and the words that may be said of it. */
export interface Aspect {
  readonly noun: string;
  readonly words: Readonly<Record<Tone, readonly string[]>>;
}

/** What a review is about: how it begins, and what it judges. */
export interface Topic {
  readonly openings: readonly string[];
  readonly aspects: readonly Aspect[];
}

/** Nouns with the words of the lexicon that do not fit them. */
const food = without(`brilliant charming beautiful kind bright warm
  boring ugly rude broken dirty miserable`);
const person = without("delicious perfect disgusting ugly broken dirty poor");
const work = without("delicious kind warm pleasant bright rude cold broken dirty bitter");
const place = without("delicious kind brilliant rude bitter boring broken");
const time = without(`delicious kind charming superb brilliant
  disgusting ugly rude broken dirty poor bitter`);
const thing = without(`delicious kind brilliant bright warm pleasant
  rude boring disgusting miserable bitter cold dull`);

const WHEN = "[on {day}|last {day}|in {month}|yesterday|last week]";

export const topics: readonly Topic[] = [
  {
    openings: [
      `{hero} [had lunch|had dinner|ate] at the [inn|restaurant|cafe|hotel] ${WHEN}.`,
      `{hero} and {friend} [had dinner|ate] at the new [inn|restaurant|cafe] [in|near] {city}.`,
      `{hero} wrote a review of the [inn|restaurant|cafe] near the {landmark}.`,
      `${WHEN}, {hero} took {friend} to the [inn|restaurant|cafe].`,
    ],
    aspects: [
      ...food(foods),
      ...food(["breakfast", "lunch", "meat", "sauce"]),
      ...person(["waiter", "cook", "owner"]),
      ...place(["room", "garden", "kitchen"]),
      ...thing(["table", "plate"]),
    ],
  },
  {
    openings: [
      `{hero} saw a [show|play|puppet show] at the [theatre|school|castle] ${WHEN}.`,
      `{hero} and {friend} went to a show [in {city}|near the {landmark}].`,
      `{hero} wrote a review of the [show|play] [in {city}|at the theatre].`,
      `${WHEN}, {hero} went to the theatre with {friend}.`,
    ],
    aspects: [
      ...work("music story dance song ending play".split(" ")),
      ...person("singer actor dancer king witch".split(" ")),
      ...place(["stage", "hall"]),
      ...thing(["piano", "mask"]),
    ],
  },
  {
    openings: [
      `{hero} read a book about [a {animal}|{city}|a {job}] ${WHEN}.`,
      "{hero} [borrowed|bought|found] a book about [a {animal}|{city}|a {job}].",
      "{hero} wrote a review of a [new|short|long] book.",
      `${WHEN}, {friend} gave {hero} a book about [a {animal}|a {job}].`,
    ],
    aspects: [
      ...work("story ending beginning plot chapter poem".split(" ")),
      ...person("writer hero teacher king hunter".split(" ")),
      ...thing(["cover", "paper", "map"]),
    ],
  },
  {
    openings: [
      `{hero} stayed at a [hotel|small inn|farm] near the {landmark} ${WHEN}.`,
      `{hero} and {friend} visited {city} ${WHEN}.`,
      "{hero} wrote a review of a hotel in {city}.",
      `${WHEN}, {hero} took a room near the {landmark}.`,
    ],
    aspects: [
      ...place("room garden view street beach pool house".split(" ")),
      ...person("host clerk guide porter".split(" ")),
      ...food(["breakfast", "soup", "tea", "bread"]),
      ...thing(["bed", "chair", "lamp", "blanket"]),
    ],
  },
  {
    openings: [
      `{hero} went to the {landmark} with {friend} ${WHEN}.`,
      `{hero} told {friend} about [the trip|the walk] to the {landmark}.`,
      "{hero} wrote about a day at the {landmark}.",
      `${WHEN}, {hero} walked to the {landmark} with {friend}.`,
    ],
    aspects: [
      ...time("morning evening weather day walk trip".split(" ")),
      ...person("guide driver farmer sailor".split(" ")),
      ...food(["lunch", "cake", "tea", "cheese"]),
      ...place(["path", "forest", "view"]),
    ],
  },
  {
    openings: [
      `{hero} met a new [friend|neighbour|teacher] at the [school|market|library] ${WHEN}.`,
      "{hero} and {friend} visited [an uncle|an aunt|a cousin] in {city}.",
      "{hero} wrote about the new [neighbour|teacher] from {city}.",
      `${WHEN}, {friend} asked {hero} to come to a party.`,
    ],
    aspects: [
      ...person("neighbour teacher uncle aunt cousin brother".split(" ")),
      ...work("song idea story game".split(" ")),
      ...food(["cake", "coffee", "pie", "juice"]),
      ...place(["house", "garden"]),
    ],
  },
  {
    openings: [
      `{hero} bought a [{colour}|new|small] {object} at the [market|shop] ${WHEN}.`,
      "{hero} and {friend} went to the new shop in {city}.",
      "{hero} wrote a review of the [market|shop|bakery] near the {landmark}.",
      `${WHEN}, {hero} looked for {object:a} at the market.`,
    ],
    aspects: [
      ...thing("basket coat hat bag chair clock mirror bicycle".split(" ")),
      ...person("seller baker tailor clerk".split(" ")),
      ...place(["shop", "market", "street"]),
      ...food(["bread", "cheese", "honey"]),
    ],
  },
];

/** Aspects of nouns to which these words do not fit. */
function without(unfit: string): (nouns: readonly string[]) => Aspect[] {
  const fitting = (words: readonly string[]): string[] =>
    words.filter((word) => !unfit.split(/\s+/).includes(word));
  const words = { praise: fitting(praise), blame: fitting(blame), neutral };
  return (nouns) => nouns.map((noun) => ({ noun, words }));
}
