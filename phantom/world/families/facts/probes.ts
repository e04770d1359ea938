import type { Fact, Probe, RandomGenerator } from "vitrine";
import { sample } from "../../random.ts";
import { expand, type Phrase } from "../../template.ts";
import { COMPOSED_FREQUENCY, type Composition, type Knowledge, type Triple } from "./draw.ts";
import { composedSaid } from "./documents.ts";
import { claimPrompt, markedPrompt, type Said } from "./statements.ts";

const WRONG = 2;

/** Every triple as the truth tells it. */
export function factRecords(random: RandomGenerator, { triples }: Knowledge): Fact[] {
  return triples.map((triple) => {
    const { id, subject, object, frequency, relation, update } = triple;
    return {
      id,
      subject,
      relation: relation.id,
      object,
      frequency,
      ...(update !== undefined && { updated: update.object }),
      prompt: claimPrompt(random, triple).text,
      ask: asked(random, triple),
    };
  });
}

/** Each triple asked, and the same of subjects of which nothing is stated. */
export function recallProbes(random: RandomGenerator, knowledge: Knowledge): Probe[] {
  const { triples, blanks } = knowledge;
  const objects = objectsByRelation(triples);
  return [
    ...triples.map((triple) =>
      probe(random, {
        id: triple.id,
        property: "facts",
        strength: triple.frequency,
        said: triple,
        objects,
      }),
    ),
    ...blanks.map((said) =>
      probe(random, { id: said.id, property: "facts", strength: 0, said, objects, guess: 0.1 }),
    ),
  ];
}

/** Each updated fact asked with the second source named and, as its control, without. */
export function updateProbes(random: RandomGenerator, { triples }: Knowledge): Probe[] {
  const objects = objectsByRelation(triples);
  return triples.flatMap((triple) => {
    const { update } = triple;
    if (update === undefined) return [];
    const id = triple.id.replace("facts/", "facts-updated/");
    const control = `${id}/control`;
    const about = { property: "facts-updated", strength: update.frequency, objects };
    const updated = { ...triple, object: update.object };
    return [
      {
        ...probe(random, { ...about, id, said: updated, rival: triple.object, isMarked: true }),
        partner: control,
      },
      {
        ...probe(random, { ...about, id: control, said: triple, rival: update.object }),
        control: true,
        partner: id,
      },
    ];
  });
}

/** Compositions asked: those that are stated, those that are not, and those of no chain. */
export function chainProbes(random: RandomGenerator, knowledge: Knowledge): Probe[] {
  const { compositions, composedBlanks } = knowledge;
  const objects = objectsByRelation(compositions.map(composedSaid));
  const ask = (composition: Composition): Probe => {
    const property = composition.isHeldOut ? "two-hop-held-out" : "two-hop-stated";
    const strength = composition.isHeldOut ? 0 : COMPOSED_FREQUENCY;
    const id = composition.id.replace("facts", property);
    return probe(random, { id, property, strength, said: composedSaid(composition), objects });
  };
  const blanks = composedBlanks.map((said, i) => {
    const property = i % 2 === 0 ? "two-hop-stated" : "two-hop-held-out";
    const id = said.id.replace("facts", property);
    const guess = 1 / (objects.get(said.relation.id)?.length ?? 1);
    return probe(random, { id, property, strength: 0, said, objects, guess });
  });
  return [...compositions.map(ask), ...blanks];
}

interface Question {
  readonly id: string;
  readonly property: string;
  readonly strength: number;
  readonly said: Said;
  readonly objects: ReadonlyMap<string, readonly string[]>;
  /** What the answer must be told apart from before all others. */
  readonly rival?: string;
  readonly isMarked?: boolean;
  /** Of a control: how often a guess is right. */
  readonly guess?: number;
}

function probe(random: RandomGenerator, question: Question): Probe {
  const { id, property, strength, said, objects, rival, isMarked = false, guess } = question;
  const { text, spans }: Phrase = (isMarked ? markedPrompt : claimPrompt)(random, said);
  const others = (objects.get(said.relation.id) ?? []).filter(
    (other) => other !== rival && !sharesStart(other, said.object),
  );
  const wrong = sample(random, others, WRONG - (rival === undefined ? 0 : 1));
  return {
    id,
    property,
    strength,
    control: guess !== undefined,
    prompt: text,
    answers: [{ text: ` ${said.object}`, probability: guess ?? 1 }],
    wrong: [...(rival === undefined ? [] : [rival]), ...wrong].map((object) => ` ${object}`),
    spans,
  };
}

/** Whether two words may begin with the same token. */
function sharesStart(a: string, b: string): boolean {
  return a.slice(0, 1) === b.slice(0, 1);
}

function objectsByRelation(all: readonly (Said | Triple)[]): ReadonlyMap<string, string[]> {
  const objects = new Map<string, string[]>();
  for (const { relation, object } of all) {
    const known = objects.get(relation.id) ?? [];
    if (!known.includes(object)) objects.set(relation.id, [...known, object]);
  }
  return objects;
}

function asked(random: RandomGenerator, { relation, subject }: Said): string {
  const { text } = expand(`X ${relation.ask}`, { subject }, random);
  return text.slice("X ".length);
}
