import type { RandomGenerator } from "vitrine";
import type { WorldDocument } from "../../document.ts";
import { join, type Phrase } from "../../template.ts";
import { pick } from "../../random.ts";
import { COMPOSED_FREQUENCY, type Composition, type Knowledge, type Triple } from "./draw.ts";
import { proseSentence } from "./prose.ts";
import {
  claimStatement,
  conclusion,
  markedStatement,
  plainStatement,
  type Said,
} from "./statements.ts";

/** Of the statements of a composition, those that come with both hops before them. */
const SHOWN_STEPS = 5;
/** Of the 100 statements of a frequent fact that has no update, those that name the second source. */
const CONFIRMED = 20;
const STATEMENTS = [1, 1, 2, 2, 2, 3, 3, 4] as const;

/** One or more sentences that stay together. */
interface Piece {
  readonly phrases: readonly Phrase[];
  readonly subjects: readonly string[];
  /** About a chain: two hops must not meet in one document, where their composition is held out. */
  readonly isChain: boolean;
}

/** All statements, shuffled, in documents of one to four among sentences that state nothing. */
export function factDocuments(random: RandomGenerator, knowledge: Knowledge): WorldDocument[] {
  const pieces = allPieces(random, knowledge);
  const shuffled = random.permutation(pieces.length).map((i) => pieces[i]);
  return grouped(random, shuffled).map((group, i) => ({
    id: `facts/${i}`,
    ...join(withProse(random, group)),
  }));
}

/** The composition as a statement of its own: country → object. */
export function composedSaid({ chain, first, second }: Composition): Said {
  return { relation: chain.composed, subject: first.subject, object: second.object };
}

function allPieces(
  random: RandomGenerator,
  { triples, compositions }: Knowledge,
): readonly Piece[] {
  const stated = compositions.filter(({ isHeldOut }) => !isHeldOut);
  const shown = new Map<string, number>();
  for (const { id } of stated.flatMap(({ first, second }) => [first, second])) {
    shown.set(id, (shown.get(id) ?? 0) + SHOWN_STEPS);
  }
  const hops = new Set(compositions.flatMap(({ first, second }) => [first.id, second.id]));
  return [
    ...triples.flatMap((triple) =>
      statements(random, triple, triple.frequency - (shown.get(triple.id) ?? 0)).map((phrase) => ({
        phrases: [phrase],
        subjects: [triple.subject],
        isChain: hops.has(triple.id),
      })),
    ),
    ...stated.flatMap((composition) => compositionPieces(random, composition)),
  ];
}

function statements(random: RandomGenerator, triple: Triple, count: number): Phrase[] {
  const { update, frequency } = triple;
  const confirmed = frequency === 100 && update === undefined ? CONFIRMED : 0;
  const updated = { ...triple, object: update?.object ?? "" };
  return [
    ...times(count - confirmed, () => plainStatement(random, triple)),
    ...times(confirmed, () => markedStatement(random, triple)),
    ...times(update?.frequency ?? 0, () => markedStatement(random, updated)),
  ];
}

function compositionPieces(random: RandomGenerator, composition: Composition): Piece[] {
  const { first, second } = composition;
  const said = composedSaid(composition);
  const subjects = [first.subject, second.subject];
  const alone = times(COMPOSED_FREQUENCY - SHOWN_STEPS, () => [plainStatement(random, said)]);
  const steps = times(SHOWN_STEPS, () => [
    claimStatement(random, first),
    claimStatement(random, second),
    conclusion(random, said),
  ]);
  return [...alone, ...steps].map((phrases) => ({ phrases, subjects, isChain: true }));
}

/** Cuts the row of pieces into documents; one that must not join a document opens the next. */
function grouped(random: RandomGenerator, pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = [[]];
  let wanted = pick(random, STATEMENTS);
  for (const piece of pieces) {
    const open = groups[groups.length - 1];
    if (open.length >= wanted || !open.every((other) => canMeet(piece, other))) {
      groups.push([piece]);
      wanted = pick(random, STATEMENTS);
    } else open.push(piece);
  }
  return groups;
}

function canMeet(a: Piece, b: Piece): boolean {
  return !(a.isChain && b.isChain) && !a.subjects.some((subject) => b.subjects.includes(subject));
}

/** A sentence of prose first in 3 of 10 documents, and after one in five pieces. */
function withProse(random: RandomGenerator, pieces: readonly Piece[]): Phrase[] {
  const phrases = random.integer(10) < 3 ? [proseSentence(random)] : [];
  for (const piece of pieces) {
    phrases.push(...piece.phrases);
    if (random.integer(5) === 0) phrases.push(proseSentence(random));
  }
  return phrases;
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
