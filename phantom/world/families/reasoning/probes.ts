import type { Planted, Probe, RandomGenerator } from "vitrine";
import { pick } from "../../random.ts";
import { join } from "../../template.ts";
import {
  askAboutPair,
  askForEnd,
  askForOther,
  drawPuzzle,
  OPENING,
  premises,
  shuffled,
  UNKNOWN,
  type Puzzle,
  type Question,
} from "./puzzle.ts";

/** Premises that the answer has to be put together from. */
export const DEPTHS = [1, 2, 3, 4] as const;
const PROBES_PER_DEPTH = 24;
/** Premises of every text that asks about a pair, near or far. */
const PAIR_PREMISES = 5;

/**
 * `Who is tallest?` of a row with `depth` premises. Control: the same number of premises, about two
 * rows (of one premise: asked for another order), so that nobody can say.
 */
export function endProbes(random: RandomGenerator, { id }: Planted): Probe[] {
  return each((depth, i) => {
    const end = i % 2 === 0 ? "most" : "least";
    const puzzle = drawPuzzle(random, [depth + 1], true);
    const broken = drawPuzzle(random, depth === 1 ? [2] : splitRow(random, depth), true);
    const control = { ...broken, order: puzzle.order };
    const asked = askForEnd(random, control, end);
    const name = `${id}/${depth}/${i}`;
    return paired(
      {
        id: name,
        property: id,
        strength: depth,
        ...side(random, puzzle, askForEnd(random, puzzle, end)),
      },
      side(random, control, depth === 1 ? askForOther(random, control) : asked),
    );
  });
}

/**
 * `Is Anna taller than Ben?`, where `distance` premises lie between the two, of a row with five.
 * Control: as many premises about two rows, one of the pair in each.
 */
export function pairProbes(random: RandomGenerator, { id }: Planted): Probe[] {
  return each((distance, i) => {
    const puzzle = drawPuzzle(random, [PAIR_PREMISES + 1], true);
    const from = random.integer(PAIR_PREMISES + 1 - distance);
    const near: Two = [`rank-${from}`, `rank-${from + distance}`];
    const broken = drawPuzzle(random, splitRow(random, PAIR_PREMISES), true);
    const control = { ...broken, order: puzzle.order };
    const apart: Two = [pick(random, broken.rows[0]), pick(random, broken.rows[1])];
    const turned = ([a, b]: Two): Two => (i % 2 === 0 ? [a, b] : [b, a]);
    const name = `${id}/${distance}/${i}`;
    return paired(
      {
        id: name,
        property: id,
        strength: distance,
        ...side(random, puzzle, askAboutPair(random, puzzle, turned(near))),
      },
      side(random, control, askAboutPair(random, control, turned(apart))),
    );
  });
}

type Two = readonly [string, string];
type Side = Pick<Probe, "prompt" | "answers" | "wrong" | "spans">;

function each(make: (depth: number, index: number) => Probe[]): Probe[] {
  return DEPTHS.flatMap((depth) =>
    Array.from({ length: PROBES_PER_DEPTH }, (_, i) => make(depth, i)).flat(),
  );
}

function paired(probe: Omit<Probe, "control">, control: Side): Probe[] {
  const { id, property, strength } = probe;
  const partner = `${id}/control`;
  return [
    { ...probe, control: false, partner },
    { id: partner, property, strength, control: true, partner: id, ...control },
  ];
}

/** Row lengths of two rows that have `premises` premises together. */
function splitRow(random: RandomGenerator, count: number): readonly number[] {
  const first = 1 + random.integer(count - 1);
  return [first + 1, count - first + 1];
}

function side(random: RandomGenerator, puzzle: Puzzle, { phrase, answer }: Question): Side {
  const { text, sentences } = join([
    OPENING,
    ...shuffled(random, premises(random, puzzle)),
    phrase,
  ]);
  const isPair = phrase.spans.some(({ role }) => role.endsWith("#asked"));
  const candidates = isPair ? ["Yes", "No"] : Object.values(puzzle.slots);
  const deciding = [answer, ...phrase.spans.map(({ from, to }) => phrase.text.slice(from, to))];
  return {
    prompt: text,
    answers: [{ text: ` ${answer}`, probability: 1 }],
    wrong: [...candidates, UNKNOWN].filter((other) => other !== answer).map((other) => ` ${other}`),
    spans: sentences
      .flatMap(({ spans }) => spans)
      .filter(({ from, to }) => deciding.includes(text.slice(from, to))),
  };
}
