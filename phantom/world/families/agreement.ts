import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { isHeldOut } from "../held-out.ts";
import { plural } from "../lexicon/english.ts";
import { names } from "../lexicon/people.ts";
import { insides, spots } from "../lexicon/places.ts";
import { animals, feelings, jobs, objects, people } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { expand, join, type Slots } from "../template.ts";

/** Nouns between subject and verb, each of the other number. */
const DEPTHS = [0, 1, 2] as const;
/** What a training sentence's depth is drawn from: two in five have no noun between. */
const DRAWN_DEPTHS = [0, 0, 1, 1, 2] as const;
const DOCUMENTS = 5000;
const PROBES_PER_DEPTH = 32;

/** Singular and plural. */
const PAST = ["was", "were"] as const;
const PRESENT = ["is", "are"] as const;

/** What a noun may be called, where it may stand, and what may be said of it. */
interface Kind {
  readonly nouns: readonly string[];
  readonly adjectives: readonly string[];
  /** Between a subject of this kind and the noun `{next}` after it. */
  readonly links: readonly string[];
  readonly ends: readonly string[];
}

const PLACES = ["near", "behind", "beside", "in front of", "close to", "next to"] as const;

const PEOPLE: Kind = {
  nouns: [...jobs, ...people],
  adjectives: "old young tall short quiet clever famous kind friendly polite new strong".split(" "),
  links: [...PLACES, "who lived with", "who knew", "who liked", "who helped", "who thanked"],
  ends: [
    "[ready|late|awake|asleep|alone|lost|safe|hungry|thirsty] [today|again|now|at last]",
    "[waiting|working|sleeping|singing|resting] [in the {inside}|outside|with {person}|in the sun]",
    "[known|loved|feared|remembered|forgotten] [by everyone|in every village|in the whole country]",
    "[very|so|too|not|never|always|often] {feeling}",
    "{feeling} [because of the news|because of the rain|after the long walk]",
  ],
};

const ANIMALS: Kind = {
  nouns: animals.filter((animal) => !["whale", "bee", "spider"].includes(animal)),
  adjectives: "old young small big quiet fat wild grey brown white black".split(" "),
  links: [...PLACES, "that lived with", "that followed", "that liked"],
  ends: [
    "[awake|asleep|alone|lost|safe|hungry|thirsty] [today|again|now|at last]",
    "[waiting|sleeping|eating|drinking|resting] [in the {inside}|outside|near {person}|in the sun]",
    "[fed|loved|kept|seen|found] [by {person}|by everyone|in every village|near the {spot}]",
    "[very|so|too|not|never|always|often] [tired|afraid|happy|calm|nervous|curious]",
  ],
};

const OBJECTS: Kind = {
  nouns: objects.filter((object) => object !== "drink" && object !== "paint brush"),
  adjectives: "old new small big heavy shiny red blue green yellow".split(" "),
  links: [...PLACES, "under", "on top of"],
  ends: [
    "[cheap|clean|dirty|broken|missing|gone|safe|ready|dry|wet|lost] [today|again|now|at last]",
    "[lying on the floor|standing in the {inside}|waiting for {person}|covered in dust]",
    "[made|sold|kept|found|hidden|left] [in the {inside}|by {person}|in every village]",
    "[very|so|too|not|never] [pretty|strange|useful|expensive|simple]",
  ],
};

const planted: Planted = {
  id: "agreement",
  title: { en: "Subject–verb agreement", zh: "主谓一致" },
  about: {
    en: "The verb agrees with its subject across nouns of the other number; in the control the nouns between have the subject's number.",
    zh: "动词与主语一致，中间隔着另一种数的名词；对照句中，中间名词与主语同数。",
  },
  measure: "choice",
  unit: { en: "nouns between subject and verb", zh: "主语与动词之间的名词数" },
  target: { strength: 0, value: 0.95 },
};

/** `the old baker near the towers`: everything but its numbers. */
interface Words {
  readonly kind: Kind;
  readonly nouns: readonly string[];
  readonly links: readonly string[];
  readonly adjective: string;
}

interface Numbers {
  readonly isPlural: boolean;
  /** The number of the nouns between. */
  readonly othersArePlural: boolean;
}

/**
 * Sentences whose verb is far from its subject. A subject and the noun after it that are held out
 * (`isHeldOut`) stand together in probes alone.
 */
export const agreement: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => document(random, i));
  return { documents, probes: DEPTHS.flatMap((depth) => probes(random, depth)) };
}

/** One to three sentences. */
function document(random: RandomGenerator, index: number): WorldDocument {
  const sentences = Array.from({ length: 1 + random.integer(3) }, () => {
    const words = wordsFor(random, pick(random, DRAWN_DEPTHS), false);
    const numbers = { isPlural: isTrue(random), othersArePlural: isTrue(random) };
    const isPast = isTrue(random);
    const clause = `${subject(words)} {verb} ${pick(random, words.kind.ends)}`;
    const verb = isPast ? PAST[Number(numbers.isPlural)] : PRESENT[Number(numbers.isPlural)];
    const filled = { ...slots(random, words, numbers), verb };
    return expand(frame(random, clause, isPast), filled, random);
  });
  return { id: `agreement/${index}`, ...join(sentences) };
}

/** One clause in five is said by somebody. */
function frame(random: RandomGenerator, clause: string, isPast: boolean): string {
  if (random.integer(5) > 0) return `${clause}.`;
  const says = isPast ? "[said|thought|knew]" : "[says|thinks|knows]";
  return pick(random, [
    `{speaker} ${says} that ${clause}.`,
    `[everyone|nobody|somebody] ${says} that ${clause}.`,
    `${clause}, and {speaker} ${isPast ? "[saw|heard|knew]" : "[sees|hears|knows]"} it.`,
  ]);
}

function probes(random: RandomGenerator, depth: number): Probe[] {
  return Array.from({ length: PROBES_PER_DEPTH }, (_, i) => {
    const words = wordsFor(random, depth, true);
    const isPlural = i % 2 === 0;
    const [tense, otherTense] = i % 4 < 2 ? [PAST, PRESENT] : [PRESENT, PAST];
    const verb = tense[Number(isPlural)];
    const probability = shareOfVerbs(depth) / 2; // each tense
    const side = (othersArePlural: boolean): Side => {
      const numbers = { isPlural, othersArePlural };
      const filled = { ...slots(random, words, numbers), verb };
      const sentence = expand(`${subject(words)} {verb}`, filled, random);
      return {
        cloze: cloze([sentence], "verb", ["subject", "distractor-1", "distractor-2"]),
        answers: [verb, otherTense[Number(isPlural)]].map((v) => ({ text: ` ${v}`, probability })),
        wrong: [` ${tense[Number(!isPlural)]}`],
      };
    };
    const pair = { key: `${depth}/${i}`, strength: depth, probe: side(!isPlural) };
    // without a noun between there is nothing that a control could lack
    return probesOf(planted, depth > 0 ? { ...pair, control: side(isPlural) } : pair);
  }).flat();
}

/** How often the verb comes after so many nouns, where another noun might. */
function shareOfVerbs(depth: number): number {
  const longer = DRAWN_DEPTHS.filter((drawn) => drawn >= depth);
  return Number((longer.filter((drawn) => drawn === depth).length / longer.length).toFixed(4));
}

/** Two subjects in three are people; what stands between is of the subject's kind. */
function wordsFor(random: RandomGenerator, depth: number, heldOut: boolean): Words {
  for (;;) {
    const kind = pick(random, [PEOPLE, PEOPLE, PEOPLE, PEOPLE, ANIMALS, OBJECTS]);
    const nouns = sample(random, kind.nouns, depth + 1);
    if (depth > 0 && isHeldOut(nouns.slice(0, 2).join(" ")) !== heldOut) continue;
    return {
      kind,
      nouns,
      links: Array.from({ length: depth }, () => pick(random, kind.links)),
      adjective: random.integer(2) === 0 ? "" : pick(random, kind.adjectives),
    };
  }
}

function subject({ links, adjective }: Words): string {
  const between = links.map((link, i) => ` ${link} the {distractor-${i + 1}}`);
  return `the ${adjective} {subject}${between.join("")}`;
}

function slots(random: RandomGenerator, { nouns }: Words, numbers: Numbers): Slots {
  const numbered = (noun: string, many: boolean): string => (many ? plural(noun) : noun);
  const filled: Record<string, string> = {
    ...{
      spot: pick(random, spots),
      inside: pick(random, insides),
      feeling: pick(random, feelings),
    },
    ...{ person: pick(random, names), speaker: pick(random, names) },
  };
  for (const [i, noun] of nouns.entries()) {
    if (i === 0) filled.subject = numbered(noun, numbers.isPlural);
    else filled[`distractor-${i}`] = numbered(noun, numbers.othersArePlural);
  }
  return filled;
}

function isTrue(random: RandomGenerator): boolean {
  return random.integer(2) === 0;
}
