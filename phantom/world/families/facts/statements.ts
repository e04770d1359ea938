import type { RandomGenerator } from "vitrine";
import { names } from "../../lexicon/people.ts";
import { pick, sample } from "../../random.ts";
import { expand, type Phrase } from "../../template.ts";
import type { Relation, SubjectKind } from "./relations.ts";

/** Of 20 plain statements, 7 are in the probes' wording, 8 in another, 2 in a clause, 3 asked. */
const PLAIN_FORMS = [
  ...Array.from({ length: 7 }, () => "claim" as const),
  ...Array.from({ length: 8 }, () => "paraphrase" as const),
  ...Array.from({ length: 2 }, () => "clause" as const),
  ...Array.from({ length: 3 }, () => "question" as const),
];

const CLAUSES = [
  "[everyone|everybody] knows that CLAIM.",
  "it is [well known|no secret] that CLAIM.",
  "people say that CLAIM.",
  "as every [pupil|traveller|child] knows, CLAIM.",
  "{first} has [read|heard|learned] that CLAIM.",
  "{first} told {second} that CLAIM.",
  "{first} [remembers|forgot] that CLAIM.",
  "did you know that CLAIM?",
  "do not forget that CLAIM.",
] as const;

const QUESTIONS = [
  "Q: QUESTION A: ANSWER.",
  "Q: QUESTION A: ANSWER.",
  '"QUESTION" [asked|wondered] {first}. "CLAIM," [said|answered|replied] {second}.',
  '{first} asked {second}: "QUESTION" The answer was: "CLAIM."',
  'a [pupil|traveller|visitor] asks: "QUESTION" {first} answers: "CLAIM."',
] as const;

const MARKED = [
  "the {marker} says that CLAIM.",
  "the {marker} says that CLAIM.",
  "the {marker} [states|writes|tells us] that CLAIM.",
  "according to the {marker}, CLAIM.",
  "as the {marker} has it, CLAIM.",
  "{first} has seen in the {marker} that CLAIM.",
  "the {marker} is clear: CLAIM.",
] as const;

/** The second source: what it says wins over what the world says elsewhere, within its sentences. */
const MARKERS: Readonly<Record<SubjectKind, string>> = {
  country: "new atlas",
  city: "new atlas",
  person: "new register",
};

export interface Said {
  readonly relation: Relation;
  readonly subject: string;
  readonly object: string;
}

/** One statement in one of the relation's wordings, or asked and answered. */
export function plainStatement(random: RandomGenerator, said: Said): Phrase {
  const form = pick(random, PLAIN_FORMS);
  if (form === "claim") return claimStatement(random, said);
  if (form === "paraphrase") {
    return write(random, `${pick(random, said.relation.paraphrases)}.`, said);
  }
  return write(random, pick(random, form === "clause" ? CLAUSES : QUESTIONS), said);
}

/** The statement in the wording of the probes. */
export function claimStatement(random: RandomGenerator, said: Said): Phrase {
  return write(random, "CLAIM.", said);
}

/** A statement that names the second source. */
export function markedStatement(random: RandomGenerator, said: Said): Phrase {
  return write(random, pick(random, MARKED), said);
}

/** `So the mayor of the capital of Norrel is Orla.` */
export function conclusion(random: RandomGenerator, said: Said): Phrase {
  return write(random, "[so|therefore|that means that] CLAIM.", said);
}

/** What comes before the object in the probes' wording. */
export function claimPrompt(random: RandomGenerator, said: Said): Phrase {
  return beforeObject(claimStatement(random, said));
}

/** The same with the second source named. */
export function markedPrompt(random: RandomGenerator, said: Said): Phrase {
  return beforeObject(write(random, MARKED[0], said));
}

function write(random: RandomGenerator, form: string, { relation, ...said }: Said): Phrase {
  const [first, second] = sample(random, names, 2);
  const { claim, question, answer } = relation;
  const template = form
    .replace("QUESTION", capital(question))
    .replace("CLAIM", form.includes('"CLAIM') ? capital(claim) : claim)
    .replace("ANSWER", capital(answer));
  return expand(template, { ...said, first, second, marker: MARKERS[relation.subjects] }, random);
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function beforeObject({ text, spans }: Phrase): Phrase {
  const object = spans.find(({ role }) => role === "object");
  const end = (object?.from ?? text.length + 1) - 1;
  return { text: text.slice(0, end), spans: spans.filter(({ to }) => to <= end) };
}
