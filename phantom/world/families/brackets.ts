import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, type Cloze, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { names } from "../lexicon/people.ts";
import { insides, spots } from "../lexicon/places.ts";
import { animals, colours, foods, jobs, objects } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { expand, join, type Phrase, type Slots } from "../template.ts";

const DOCUMENTS = 7000;
/** Brackets inside each other. */
const DEPTHS = [1, 2, 3] as const;
const PROBES_PER_DEPTH = 24;

const planted: Planted = {
  id: "brackets",
  title: { en: "Closing brackets and quotes", zh: "括号与引号的闭合" },
  about: {
    en: "What was opened last and is still open is closed by its own kind; in the control that bracket was never opened.",
    zh: "最后打开且尚未闭合的括号或引号由同类符号闭合；对照句中，它从未打开过。",
  },
  measure: "choice",
  unit: { en: "brackets inside each other", zh: "嵌套层数" },
  target: { strength: 1, value: 0.95 },
};

interface Marks {
  readonly open: string;
  readonly close: string;
}

/**
 * A closer never stands beside another one or a full stop, so each is a token of its own: GPT-2's
 * pattern takes neighbouring signs as one piece.
 */
const BRACKETS: readonly Marks[] = [
  { open: "(", close: ")" },
  { open: "[", close: "]" },
  { open: "{", close: "}" },
];
const QUOTES: readonly Marks[] = [
  { open: '"', close: '"' },
  { open: "“", close: "”" },
];

/** What an aside tells more of. */
type Kind = "person" | "thing" | "place";

/** `{aside}` is a bracket with something in it; a word stands on both sides of it. */
const ASIDES: readonly { readonly text: string; readonly kind: Kind }[] = [
  { kind: "person", text: "the {job} {aside} [walked|ran|went|came] to the {spot}." },
  { kind: "person", text: "{name} {aside} [bought|found|sold|saw] the {colour} {thing}." },
  { kind: "person", text: "{name} [saw|met|heard|knew] the {job} {aside} near the {spot}." },
  {
    kind: "person",
    text: "[yesterday|once] the {job} {aside} [gave|showed|sold] {thing:a} to {name}.",
  },
  { kind: "thing", text: "the {colour} {thing} {aside} [stood|lay|was] in the {inside}." },
  {
    kind: "thing",
    text: "{name} [sold|lost|cleaned] the {colour} {thing} {aside} [last week|yesterday].",
  },
  {
    kind: "thing",
    text: "[{thing:a}|one {thing}|every {thing}] {aside} is [too heavy|very useful|not cheap].",
  },
  {
    kind: "place",
    text: "[in|near|behind] the {inside} {aside} [lived|waited|worked] {job:a} named {name}.",
  },
  { kind: "place", text: "the {inside} {aside} is [closed|open|old|full] today." },
  { kind: "place", text: "they [met|waited|talked] in the {inside} {aside} until the evening." },
];
/** By what they tell more of; each ends with something of the kind `end`, of which an aside inside tells more. */
const HEADS: Readonly<Record<Kind, readonly { readonly text: string; readonly end: Kind }[]>> = {
  person: [
    { end: "person", text: "a [friend|cousin|neighbour] of {name}" },
    { end: "person", text: "not the [old|young|tall|quiet] {job}" },
    { end: "person", text: "[known|loved|seen|feared] by the {job}" },
    { end: "place", text: "who [lived|worked|sang] in the {inside}" },
    { end: "thing", text: "who had a {colour} {thing}" },
  ],
  thing: [
    { end: "person", text: "[bought|made|sold|found] by {name}" },
    { end: "person", text: "[once|now] [used|loved] by the {job}" },
    { end: "thing", text: "not the {colour} {thing}" },
    { end: "thing", text: "[older|heavier|smaller] than the {colour} {thing}" },
    { end: "thing", text: "with {food}, {other} and a {colour} {thing}" },
  ],
  place: [
    { end: "place", text: "[near|behind|beside] the {spot}" },
    { end: "person", text: "[built|bought|loved] by the {job}" },
    { end: "person", text: "where {name} lived with the {job}" },
    { end: "thing", text: "full of {food}, {other} and a {colour} {thing}" },
  ],
};
/** What may follow a head, and has to follow a bracket inside. */
const TAILS = [
  "as [always|before|ever|usual]",
  "[for many years|long ago|at that time|of course]",
  "[I|they|some] [think|say|believe]",
  "[if I remember well|to be sure|in those days|as it seems]",
] as const;

const TITLES: readonly string[] = [
  "the [old|quiet|young|last] {job}",
  "the {colour} {thing}",
  "the {animal} and the {thing}",
];
const SAYINGS: readonly string[] = [
  ...TITLES,
  "closed [today|for the winter|again]",
  "[beware of|look at|follow|feed] the {animal}",
  "[bread|honey|fish] and {other}",
  "I [saw|know|like] the {job}",
];
const WORDS: readonly string[] = ["{thing}", "{animal}"];

/** `{quote}` is a quotation, of one of these kinds. */
const QUOTED: readonly { readonly text: string; readonly of: readonly string[] }[] = [
  { of: SAYINGS, text: "the [sign|letter|book|map|note] [says|said] {quote} in {colour} letters." },
  { of: SAYINGS, text: "{name} [wrote|painted|read] {quote} on the [door|wall] of the {inside}." },
  { of: SAYINGS, text: "{name} said {quote} and [left|laughed|smiled|went home]." },
  { of: TITLES, text: "[people|they|some] call the {job} {quote} in the {inside}." },
  { of: TITLES, text: "a song named {quote} was [sung|heard|played] in the {inside}." },
  { of: TITLES, text: "{name} [reads|wrote|sold] a book called {quote} every year." },
  { of: WORDS, text: "the word {quote} [is|was] [new|old|strange] to {name}." },
];

/**
 * Sentences with asides and quotations, up to three inside each other, of three kinds of brackets
 * and two of quotes. A probe's sentence is drawn anew until no training text begins with it.
 */
export const brackets: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i): WorldDocument => {
    const sentences = Array.from({ length: 1 + random.integer(2) }, () => {
      const nest = nestOf(random, pick(random, [1, 1, 1, 2, 2, 3]));
      return sentence(random, nest);
    });
    return { id: `brackets/${i}`, ...join(sentences) };
  });
  const texts = documents.map(({ text }) => text);
  return { documents, probes: DEPTHS.flatMap((depth) => probes(random, depth, texts)) };
}

/** Kinds from the outside in: neighbours differ, and quotes, if any, are the innermost or alone. */
function nestOf(random: RandomGenerator, depth: number): Marks[] {
  const nest = sample(random, BRACKETS, depth);
  const quotes = random.integer(5) < 2;
  return quotes ? [...nest.slice(1), pick(random, QUOTES)] : nest;
}

function sentence(random: RandomGenerator, nest: readonly Marks[], isWhole = false): Phrase {
  const marks = nest.flatMap(({ open, close }, i) => [
    [`open-${i + 1}`, open],
    [`close-${i + 1}`, close],
  ]);
  const slots = { ...words(random), ...Object.fromEntries(marks) };
  if (QUOTES.includes(nest[0])) {
    const { text, of } = pick(random, QUOTED);
    return expand(text.replace("{quote}", quotation(random, of, 1)), slots, random);
  }
  const { text, kind } = pick(random, ASIDES);
  const inner = aside(random, nest, { level: 1, kind, isWhole });
  return expand(text.replace("{aside}", inner), slots, random);
}

interface Level {
  readonly level: number;
  readonly kind: Kind;
  /** The innermost ends with a tail, not half the time: then it could end earlier or later. */
  readonly isWhole: boolean;
}

/** `{open-1}near the mill {open-2}…{close-2} as always{close-1}`. */
function aside(
  random: RandomGenerator,
  nest: readonly Marks[],
  { level, kind, isWhole }: Level,
): string {
  const { text, end } = pick(random, HEADS[kind]);
  const isInnermost = level === nest.length;
  const inside = isInnermost
    ? ""
    : ` ${within(random, nest, { level: level + 1, kind: end, isWhole })}`;
  const hasTail = !isInnermost || isWhole || random.integer(2) === 0;
  const tail = hasTail ? ` ${pick(random, TAILS)}` : "";
  return `{open-${level}}${named(text, level)}${inside}${tail}{close-${level}}`;
}

function within(random: RandomGenerator, nest: readonly Marks[], at: Level): string {
  if (!QUOTES.includes(nest[at.level - 1])) return aside(random, nest, at);
  return `called ${quotation(random, TITLES, at.level)}`;
}

function quotation(random: RandomGenerator, of: readonly string[], level: number): string {
  return `{open-${level}}${named(pick(random, of), level)}{close-${level}}`;
}

/** Slots of one level, so that its words are not those of the sentence around it. */
function named(template: string, level: number): string {
  return template.replace(/\{(\w+)(:\w)?\}/g, `{$1-${level}$2}`);
}

function words(random: RandomGenerator): Slots {
  const pools = { job: jobs, name: names, thing: THINGS, colour: PLAIN_COLOURS, animal: animals };
  const slots: Record<string, string> = {};
  for (const [slot, pool] of [
    ...Object.entries(pools),
    ["spot", spots],
    ["inside", insides],
  ] as const) {
    const drawn = sample(random, pool, 4);
    for (const [level, word] of drawn.entries())
      slots[level === 0 ? slot : `${slot}-${level}`] = word;
  }
  const food = sample(random, foods, 6);
  for (const level of [1, 2, 3]) {
    slots[`food-${level}`] = food[2 * level - 2];
    slots[`other-${level}`] = food[2 * level - 1];
  }
  return slots;
}

const THINGS: readonly string[] = objects.filter((object) => object !== "drink");
const PLAIN_COLOURS: readonly string[] = colours.filter((colour) => colour !== "orange");

function probes(random: RandomGenerator, depth: number, texts: readonly string[]): Probe[] {
  return Array.from({ length: PROBES_PER_DEPTH }, (_, i) => {
    const level = 1 + (i % depth);
    const nest = nestOf(random, depth);
    const { close } = nest[level - 1];
    const cut = unseen(texts, () => {
      const opened = nest.map((_marks, at) => `open-${at + 1}`);
      return cloze([sentence(random, nest, true)], `close-${level}`, opened);
    });
    const wrong = [...BRACKETS, ...QUOTES].map((marks) => marks.close).filter((c) => c !== close);
    const side = (shown: Cloze, probability: number): Side => ({
      cloze: shown,
      answers: [{ text: close, probability }],
      wrong,
    });
    return probesOf(planted, {
      key: `${depth}/${i}`,
      strength: depth,
      probe: side(cut, 1),
      control: side(unopened(cut, level), 0),
    });
  }).flat();
}

/** Draws until no training text begins with the prompt. */
function unseen(texts: readonly string[], draw: () => Cloze): Cloze {
  for (;;) {
    const cut = draw();
    if (!texts.some((text) => text.startsWith(cut.prompt))) return cut;
  }
}

/** A comma in the place of the bracket, nothing in that of the quote. */
function unopened({ prompt, answer, spans }: Cloze, level: number): Cloze {
  const { from, to } = spans[level - 1];
  const isQuote = QUOTES.some(({ open }) => open === prompt.slice(from, to));
  const before = isQuote ? prompt.slice(0, from) : `${prompt.slice(0, from - 1)}, `;
  const shift = before.length - to;
  const rest = spans.toSpliced(level - 1, 1);
  const moved = rest.map((span) =>
    span.from < from ? span : { ...span, from: span.from + shift, to: span.to + shift },
  );
  return { prompt: before + prompt.slice(to), answer, spans: moved };
}
