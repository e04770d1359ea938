import type { RandomGenerator } from "vitrine";
import { rareNames, surnames } from "../../lexicon/people.ts";
import { cities, countries } from "../../lexicon/places.ts";
import { pick, sample } from "../../random.ts";
import { chainRelations, type ChainRelation } from "./chain-relations.ts";
import { capitalOf, doseRelations, type Relation, type SubjectKind } from "./relations.ts";

/** Statements of a fact in one pass. */
export const FREQUENCIES = [1, 3, 10, 100] as const;
export const FACTS_PER_FREQUENCY = 10;
/** Statements of each hop of a chain. */
export const HOP_FREQUENCY = 30;
/** Statements of a composition, where it is stated. */
export const COMPOSED_FREQUENCY = 15;
/** Statements of an update; each relation has one fact with each. */
export const UPDATE_FREQUENCIES = [3, 10, 30, 100] as const;

const CHAINS = 40;
const CAPITALS = CHAINS + FREQUENCIES.length * FACTS_PER_FREQUENCY;
const PEOPLE = 80;
/** Of 40 chains, 14 have the composition with the first relation held out, the next 14 the other. */
const HELD_OUT_CHAINS = 14;

/** A triple that the world states. */
export interface Triple {
  readonly id: string;
  readonly relation: Relation;
  readonly subject: string;
  readonly object: string;
  readonly frequency: number;
  readonly update?: { readonly object: string; readonly frequency: number };
}

/** A subject of which the relation is never stated, with an object that it could have had. */
export type Blank = Pick<Triple, "id" | "relation" | "subject" | "object">;

/** country → capital → mayor or river. */
export interface Composition {
  readonly id: string;
  readonly chain: ChainRelation;
  readonly first: Triple;
  readonly second: Triple;
  readonly isHeldOut: boolean;
}

/** All that there is to know. */
export interface Knowledge {
  readonly triples: readonly Triple[];
  readonly blanks: readonly Blank[];
  readonly compositions: readonly Composition[];
  readonly composedBlanks: readonly Blank[];
}

interface Cast {
  /** The first 40 are those of the chains, the next 40 have capitals too, the last 10 have none. */
  readonly countries: readonly string[];
  /** The i-th is the capital of the i-th country. */
  readonly capitals: readonly string[];
  /** Cities that are capitals of nothing. */
  readonly towns: readonly string[];
  readonly people: readonly string[];
}

/** Draws the triples: who, what, and how often. */
export function drawKnowledge(random: RandomGenerator): Knowledge {
  const cast = drawCast(random);
  const chains = drawChains(random, cast);
  const drawn = doseRelations.map((relation) => drawRelation(random, relation, cast));
  return {
    triples: [...drawn.flatMap(({ triples }) => triples), ...chains.triples],
    blanks: drawn.flatMap(({ blanks }) => blanks),
    compositions: chains.compositions,
    composedBlanks: chains.blanks,
  };
}

function drawCast(random: RandomGenerator): Cast {
  const places = sample(random, cities, cities.length);
  const family = sample(random, surnames, surnames.length);
  return {
    countries: sample(random, countries, countries.length),
    capitals: places.slice(0, CAPITALS),
    towns: places.slice(CAPITALS),
    people: Array.from(
      { length: PEOPLE },
      (_, i) => `${rareNames[i % rareNames.length]} ${family[i % family.length]}`,
    ),
  };
}

function drawRelation(
  random: RandomGenerator,
  relation: Relation,
  cast: Cast,
): { triples: Triple[]; blanks: Blank[] } {
  const isCapital = relation.id === capitalOf.id;
  const stated = FREQUENCIES.length * FACTS_PER_FREQUENCY;
  const subjects = isCapital ? cast.countries.slice(CHAINS) : drawSubjects(random, relation, cast);
  const pool = isCapital ? cast.towns : objectsOf(relation, cast);
  const objects = isCapital
    ? cast.capitals.slice(CHAINS)
    : FREQUENCIES.flatMap(() => sample(random, pool, FACTS_PER_FREQUENCY));
  const triples = objects.map((object, i): Triple => {
    const frequency = FREQUENCIES[Math.floor(i / FACTS_PER_FREQUENCY)];
    const updateTo = UPDATE_FREQUENCIES[i - (stated - FACTS_PER_FREQUENCY)];
    const triple = { id: idOf(relation, i), relation, subject: subjects[i], object, frequency };
    if (updateTo === undefined) return triple;
    const others = pool.filter((other) => other[0] !== object[0]); // no first token in common
    return { ...triple, update: { object: pick(random, others), frequency: updateTo } };
  });
  const blanks = subjects.slice(stated, stated + FACTS_PER_FREQUENCY).map((subject, i): Blank => {
    const object = isCapital ? pick(random, cast.capitals) : pool[i];
    return { id: `${idOf(relation, i)}/control`, relation, subject, object };
  });
  return { triples, blanks };
}

function drawSubjects(random: RandomGenerator, { subjects }: Relation, cast: Cast): string[] {
  const all: Readonly<Record<SubjectKind, readonly string[]>> = {
    country: cast.countries,
    city: cast.capitals,
    person: cast.people,
  };
  return sample(random, all[subjects], (FREQUENCIES.length + 1) * FACTS_PER_FREQUENCY);
}

/** Ten of them: each is the object of one fact of each frequency, so that guessing is right in one of ten. */
function objectsOf({ objects }: Relation, cast: Cast): readonly string[] {
  if (objects === "towns") return cast.towns.slice(0, FACTS_PER_FREQUENCY);
  if (objects === "lands") return cast.countries.slice(-FACTS_PER_FREQUENCY);
  return objects ?? cast.capitals;
}

function drawChains(
  random: RandomGenerator,
  cast: Cast,
): { triples: Triple[]; compositions: Composition[]; blanks: Blank[] } {
  const frequency = HOP_FREQUENCY;
  const firsts = cast.capitals.slice(0, CHAINS).map((capital, i): Triple => {
    const id = idOf(capitalOf, CAPITALS - CHAINS + i);
    return { id, relation: capitalOf, subject: cast.countries[i], object: capital, frequency };
  });
  const drawn = chainRelations.map((chain, c) => {
    const { hop, composed } = chain;
    const pool = hop.objects as readonly string[];
    const objects = sample(
      random,
      firsts.map((_, i) => pool[i % pool.length]),
      CHAINS,
    );
    const seconds = firsts.map((first, i): Triple => {
      const subject = first.object;
      return { id: idOf(hop, i), relation: hop, subject, object: objects[i], frequency };
    });
    const compositions = seconds.map((second, i): Composition => {
      const isHeldOut = Math.floor(i / HELD_OUT_CHAINS) === c;
      return { id: idOf(composed, i), chain, first: firsts[i], second, isHeldOut };
    });
    const blanks = cast.countries.slice(CAPITALS).map((subject, i): Blank => {
      const id = `${idOf(composed, i)}/control`;
      return { id, relation: composed, subject, object: pool[i % pool.length] };
    });
    return { seconds, compositions, blanks };
  });
  return {
    triples: [...firsts, ...drawn.flatMap(({ seconds }) => seconds)],
    compositions: drawn.flatMap(({ compositions }) => compositions),
    blanks: drawn.flatMap(({ blanks }) => blanks),
  };
}

function idOf(relation: Relation, index: number): string {
  return `facts/${relation.id}/${String(index).padStart(3, "0")}`;
}
