import type { Planted, Probe, RandomGenerator } from "vitrine";
import type { Family, WorldDocument, Written } from "../document.ts";
import { plural } from "../lexicon/english.ts";
import { spots } from "../lexicon/places.ts";
import { adjectives, jobs } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { expand, join, type Slots } from "../template.ts";

/** Distractors between subject and verb, each of the other number. */
const DEPTHS = [0, 1, 2] as const;
const DOCUMENTS = 5000;
const PROBES_PER_DEPTH = 40;

const LINKS = ["near", "behind", "beside", "with", "in front of", "close to"] as const;
const ENDS = [
  "[ready|happy|late|tired] [today|again|now|at last]",
  "[waiting|working|sleeping|singing] [in the {spot}|outside|since morning|with a friend]",
  "[known|loved|feared] [by everyone|in every {spot}|in the village]",
  "[too|very|so] {adjective}",
] as const;

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

/** `the small baker near the old towers`: everything but its numbers. */
interface Words {
  readonly nouns: readonly string[];
  readonly links: readonly string[];
  readonly adjective: string;
}

interface Numbers {
  readonly isPlural: boolean;
  /** Whether the nouns between have the subject's number. */
  readonly isControl: boolean;
}

export const agreement: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => document(random, i));
  return { documents, probes: DEPTHS.flatMap((depth) => probes(random, depth)) };
}

/** One or two sentences; two in five clauses have no noun between subject and verb. */
function document(random: RandomGenerator, index: number): WorldDocument {
  const sentences = Array.from({ length: 1 + random.integer(2) }, () => {
    const words = wordsFor(random, pick(random, [0, 0, 1, 1, 2]));
    const numbers = { isPlural: isTrue(random), isControl: isTrue(random) };
    const verb = verbFor(numbers.isPlural, isTrue(random));
    const slots = { ...subjectSlots(words, numbers), verb, spot: pick(random, spots) };
    return expand(`${subjectTemplate(words)} {verb} ${pick(random, ENDS)}.`, slots, random);
  });
  return { id: `agreement/${index}`, ...join(sentences) };
}

function probes(random: RandomGenerator, depth: number): Probe[] {
  return Array.from({ length: PROBES_PER_DEPTH }, (_, i) => {
    const words = wordsFor(random, depth);
    const isPlural = i % 2 === 0;
    const isPast = i % 4 < 2;
    const id = `agreement/${depth}/${i}`;
    const probe = (isControl: boolean): Probe => {
      const slots = subjectSlots(words, { isPlural, isControl });
      const { text, spans } = expand(subjectTemplate(words), slots, random);
      return {
        id: isControl ? `${id}/control` : id,
        property: planted.id,
        strength: depth,
        control: isControl,
        ...(depth > 0 && { partner: isControl ? id : `${id}/control` }),
        prompt: text,
        answers: [{ text: ` ${verbFor(isPlural, isPast)}`, probability: 1 }],
        wrong: [` ${verbFor(!isPlural, isPast)}`],
        spans,
      };
    };
    return depth === 0 ? [probe(false)] : [probe(false), probe(true)];
  }).flat();
}

function wordsFor(random: RandomGenerator, depth: number): Words {
  return {
    nouns: sample(random, jobs, depth + 1),
    links: Array.from({ length: depth }, () => pick(random, LINKS)),
    adjective: pick(random, ["", ...adjectives]),
  };
}

function subjectTemplate({ links, adjective }: Words): string {
  const between = links.map((link, i) => ` ${link} the {distractor-${i + 1}}`).join("");
  return `the ${adjective} {subject}${between}`;
}

function subjectSlots({ nouns, adjective }: Words, { isPlural, isControl }: Numbers): Slots {
  const numbered = (noun: string, many: boolean): string => (many ? plural(noun) : noun);
  const slots: Record<string, string> = { adjective: adjective === "" ? "old" : adjective };
  for (const [i, noun] of nouns.entries()) {
    const many = i === 0 || isControl ? isPlural : !isPlural;
    slots[i === 0 ? "subject" : `distractor-${i}`] = numbered(noun, many);
  }
  return slots;
}

function verbFor(isPlural: boolean, isPast: boolean): string {
  if (isPast) return isPlural ? "were" : "was";
  return isPlural ? "are" : "is";
}

function isTrue(random: RandomGenerator): boolean {
  return random.integer(2) === 0;
}
