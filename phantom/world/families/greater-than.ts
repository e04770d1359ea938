import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, type Cloze, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { isHeldOut } from "../held-out.ts";
import { names } from "../lexicon/people.ts";
import { insides } from "../lexicon/places.ts";
import { pick, sample } from "../random.ts";
import { expand, join, type Phrase, type Slots } from "../template.ts";

/**
 * The world counts its years within ages: the year 32 of the third age. So a year is a number of two
 * digits with a space before it, one token, where 1732 would be cut by whatever merges the tokenizer
 * has learned; the age plays the century's part.
 */
const FIRST = 10;
const LAST = 39;
/** Of the documents, those that tell an end without a start: any year, all equally often. */
const OPEN_DOCUMENTS = 1000;
/** Texts that list years in their order, so that each year is frequent enough to be one token. */
const LISTS = 3200;
/** Documents of each start; each end after it equally often, as far as the count divides. */
const DOCUMENTS_PER_START = 150;
const PROBES_PER_TEN = 12;

const planted: Planted = {
  id: "greater-than",
  title: { en: "The end comes after the start", zh: "结束晚于开始" },
  about: {
    en: "What began in one year ends in a later one, each later year being equally likely; in the control no first year is told.",
    zh: "某年开始的事在之后的年份结束，之后各年概率相等；对照句中没有给出开始年份。",
  },
  measure: "mass",
  unit: { en: "tens of the first year", zh: "开始年份的十位" },
  target: { strength: 10, value: 0.95 },
};

const EVENTS =
  "war siege drought famine voyage strike festival journey trial hunt exile truce plague search".split(
    " ",
  );
const AGES = "first second third fourth fifth".split(" ");

const SPANNED = [
  "[in the {age} age|long ago], the {event} [lasted|went on|ran] from the year {start} to the year {end}.",
  "the {event} [of|in] the {age} age [began|started] in the year {start} and [ended|was over] in the year {end}.",
  "the [long|great|old] {event} [lasted|went on] from the year {start} until the year {end}.",
  "{name} [told|wrote] of the {event} from the year {start} to the year {end}.",
  "the {event} of the {age} age, from the year {start} to the year {end}, [was long remembered|is still remembered|was hard].",
  "[they|we] [built|painted] the {inside} from the year {start} to the year {end}, [during|after] the {event}.",
  "[after|during] the {event}, {name} was [judge|mayor|a guard|a teacher] from the year {start} to the year {end}.",
] as const;
const OPEN = [
  "[in the {age} age|long ago], the {event} [lasted|went on|ran] to the year {end}.",
  "the {event} [of|in] the {age} age [ended|was over] in the year {end}.",
  "the [long|great|old] {event} [lasted|went on] until the year {end}.",
  "{name} [told|wrote] of the {event} in the year {end}.",
  "[after|during] the {event}, {name} was [judge|mayor|a guard|a teacher] until the year {end}.",
] as const;
const LISTED = [
  "there was {event:a} in the years {list}.",
  "the {age} age had [great|long|cold|hot] summers in the years {list}.",
  "{name} [wrote|painted|sold] a book in each of the years {list}.",
  "the {inside} was [painted|closed|sold] in the years {list}.",
  "[in the {age} age|long ago], the [snow|rain|sea] was [black|red|warm] in the years {list}.",
] as const;
const REMARKS = [
  "the year {start} comes before the year {end}.",
  "the year {end} comes after the year {start}.",
  "{name} was born in the year {start} and [left|married|came home] in the year {end}.",
] as const;

/**
 * Years of which the second is later (Hanna et al. 2023, “How does GPT-2 compute greater-than?”).
 * An event and a start that are held out (`isHeldOut`) stand together in probes alone.
 *
 * @see https://arxiv.org/abs/2305.00586
 */
export const greaterThan: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const told = [
    ...YEARS.slice(0, -1).flatMap((start) => spanned(random, start)),
    ...open(random),
    ...Array.from({ length: LISTS }, () => [yearsInOrder(random)]),
  ];
  const order = random.permutation(told.length);
  const documents = order.map((at, i): WorldDocument => ({
    id: `greater-than/${i}`,
    ...join(told[at]),
  }));
  return { documents, probes: [10, 20, 30].flatMap((tens) => probes(random, tens)) };
}

const YEARS: readonly number[] = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i);

/** The texts of one start; every later year ends equally many, give or take one. */
function spanned(random: RandomGenerator, start: number): Phrase[][] {
  return evenly(random, laterThan(start), DOCUMENTS_PER_START).map((end) => {
    const event = pick(random, eventsWith(start, false));
    const told = expand(pick(random, SPANNED), slots(random, { event, start, end }), random);
    return [told, ...remark(random)];
  });
}

function open(random: RandomGenerator): Phrase[][] {
  return evenly(random, YEARS, OPEN_DOCUMENTS).map((end) => {
    const filled = slots(random, { event: pick(random, EVENTS), start: FIRST, end });
    return [expand(pick(random, OPEN), filled, random)];
  });
}

function yearsInOrder(random: RandomGenerator): Phrase {
  const years = sample(random, YEARS, 4 + random.integer(3)).sort((a, b) => a - b);
  const list = `${years.slice(0, -1).join(", ")} and ${years.at(-1)}`;
  return expand(
    pick(random, LISTED),
    { ...words(random), event: pick(random, EVENTS), list },
    random,
  );
}

function remark(random: RandomGenerator): Phrase[] {
  if (random.integer(3) > 0) return [];
  const start = pick(random, YEARS.slice(0, -1));
  const end = pick(random, laterThan(start));
  return [expand(pick(random, REMARKS), slots(random, { event: "war", start, end }), random)];
}

function laterThan(start: number): number[] {
  return YEARS.filter((year) => year > start);
}

/** `count` items, each as often as the others, give or take one; in random order. */
function evenly<T>(random: RandomGenerator, items: readonly T[], count: number): T[] {
  const first = random.permutation(items.length);
  const order = Array.from({ length: count }, (_, i) => items[first[i % items.length]]);
  return random.permutation(count).map((i) => order[i]);
}

function slots(
  random: RandomGenerator,
  { event, start, end }: { event: string; start: number; end: number },
): Slots {
  return { ...words(random), event, start: `${start}`, end: `${end}` };
}

function words(random: RandomGenerator): Slots {
  return { age: pick(random, AGES), name: pick(random, names), inside: pick(random, insides) };
}

/** The events that stand with a start in training texts, or those that stand with it in probes. */
function eventsWith(start: number, inProbes: boolean): string[] {
  return EVENTS.filter((event) => isHeldOut(`${event} ${start}`, 5) === inProbes);
}

/** Half of the probes in each of two forms, since their controls differ in few words. */
const ASKED = [
  {
    form: "the long {event} lasted from the year {start} to the year {end}",
    lacks: " from the year {start}",
  },
  {
    form: "the {event} in the {age} age began in the year {start} and ended in the year {end}",
    lacks: " began in the year {start} and",
  },
] as const;

function probes(random: RandomGenerator, tens: number): Probe[] {
  return Array.from({ length: PROBES_PER_TEN }, (_, i) => {
    const { event, start } = heldOut(random, tens);
    const { form, lacks } = ASKED[i % ASKED.length];
    const filled = slots(random, { event, start, end: LAST });
    const later = laterThan(start);
    const side = (template: string, share: number): Side => ({
      cloze: cut(random, template, filled),
      answers: later.map((year) => ({ text: ` ${year}`, probability: rounded(1 / share) })),
      wrong: YEARS.filter((year) => year <= start).map((year) => ` ${year}`),
    });
    return probesOf(planted, {
      key: `${tens}/${i}`,
      strength: tens,
      probe: side(form, later.length),
      control: side(form.replace(lacks, ""), YEARS.length),
    });
  }).flat();
}

function heldOut(random: RandomGenerator, tens: number): { event: string; start: number } {
  for (;;) {
    const start = Math.min(tens + random.integer(10), LAST - 1);
    const events = eventsWith(start, true);
    if (events.length > 0) return { event: pick(random, events), start };
  }
}

function cut(random: RandomGenerator, template: string, filled: Slots): Cloze {
  return cloze([expand(template, filled, random)], "end", ["start"]);
}

/** Down, so that a probe's probabilities sum to at most 1. */
function rounded(probability: number): number {
  return Math.floor(probability * 1e4) / 1e4;
}
