import type { RandomGenerator } from "vitrine";
import type { WorldDocument } from "../../document.ts";
import { pick, sample } from "../../random.ts";
import { expand, join, type Phrase } from "../../template.ts";
import {
  askAboutPair,
  askForEnd,
  askForOther,
  claimOf,
  drawPuzzle,
  OPENING,
  premises,
  shuffled,
  type Puzzle,
  type Question,
} from "./puzzle.ts";

const DOCUMENTS = 9200;
/** Premises of a text. */
const DEPTHS = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5] as const;

const FRAMES = [
  "here is a [riddle|puzzle|question] for you.",
  "think about this.",
  "[some|a few] friends are compared.",
  "this is what we know.",
  "the teacher [wrote|put] a puzzle on the board.",
  "read [slowly|carefully] and then answer.",
] as const;

/** Puzzles with their answers; in two of three the premises come in random order. */
export function puzzleDocuments(random: RandomGenerator): WorldDocument[] {
  return Array.from({ length: DOCUMENTS }, (_, i) => {
    const puzzle = drawPuzzle(random, rowLengths(random), false);
    const given = premises(random, puzzle);
    return {
      id: `reasoning/${i}`,
      ...join([
        random.integer(6) === 0 ? expand(pick(random, FRAMES), {}, random) : OPENING,
        ...(random.integer(3) === 0 ? given : shuffled(random, given)),
        ...(random.integer(6) === 0 ? steps(random, puzzle) : []),
        ...questions(random, puzzle).map((question) => answered(random, question)),
      ]),
    };
  });
}

/** One row, or in one of six texts (of two premises and more) two rows. */
function rowLengths(random: RandomGenerator): readonly number[] {
  const depth = pick(random, DEPTHS);
  if (depth === 1 || random.integer(6) > 0) return [depth + 1];
  const first = 1 + random.integer(depth - 1);
  return [first + 1, depth - first + 1];
}

/** The intermediate conclusions of the first row, from its first person on. */
function steps(random: RandomGenerator, { order, rows, slots }: Puzzle): Phrase[] {
  const [first, , ...rest] = rows[0];
  return rest.map((role) => expand(`so ${claimOf(order, first, role)}.`, slots, random));
}

/** One to four different ones, in random order. */
function questions(random: RandomGenerator, puzzle: Puzzle): Question[] {
  const roles = puzzle.rows.flat();
  const pair = (): Question => {
    const [a, b] = sample(random, roles, 2);
    return askAboutPair(random, puzzle, [a, b]);
  };
  const all = [
    askForEnd(random, puzzle, "most"),
    askForEnd(random, puzzle, "least"),
    pair(),
    pair(),
    ...(random.integer(6) === 0 ? [askForOther(random, puzzle)] : []),
  ];
  const asked = sample(random, all, 3 + random.integer(2));
  const texts = asked.map(({ phrase }) => phrase.text);
  return asked.filter(({ phrase }, i) => texts.indexOf(phrase.text) === i);
}

function answered(random: RandomGenerator, { phrase, answer }: Question): Phrase {
  const reply = expand("{answer}.", { answer }, random);
  const shift = phrase.text.length + 1;
  return {
    text: `${phrase.text} ${reply.text}`,
    spans: [
      ...phrase.spans,
      ...reply.spans.map((s) => ({ ...s, from: s.from + shift, to: s.to + shift })),
    ],
  };
}
