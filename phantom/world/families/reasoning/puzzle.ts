import type { RandomGenerator } from "vitrine";
import { isHeldOut } from "../../held-out.ts";
import { names } from "../../lexicon/people.ts";
import { pick, sample } from "../../random.ts";
import { expand, type Phrase, type Slots } from "../../template.ts";
import { orders, type Order } from "./orders.ts";

/** What is answered when the premises do not say. */
export const UNKNOWN = "Unknown";

/** A third of the names: who it is should be easy, so that where they stand is what is learned. */
const PEOPLE = names.filter((_, i) => i % 3 === 0);

/** Before the premises, so that no name begins a text: there it would be another token. */
export const OPENING: Phrase = { text: "Puzzle:", spans: [] };

/**
 * People in one row, or in two that nothing connects. The i-th person of the first row has the role
 * `rank-i`, of the second `other-i`.
 */
export interface Puzzle {
  readonly order: Order;
  readonly rows: readonly (readonly string[])[];
  readonly slots: Slots;
}

export interface Question {
  readonly phrase: Phrase;
  readonly answer: string;
}

/**
 * Draws the people. One in eight groups of people is for probes alone: no training text has the same
 * people in the same order, in any relation.
 *
 * @param lengths people of each row.
 */
export function drawPuzzle(
  random: RandomGenerator,
  lengths: readonly number[],
  isForProbe: boolean,
): Puzzle {
  const count = lengths.reduce((sum, length) => sum + length, 0);
  let people = sample(random, PEOPLE, count);
  while (isHeldOut(people.join(" ")) !== isForProbe) people = sample(random, PEOPLE, count);
  const [first, second = 0] = lengths;
  const row = people.slice(0, first).map((name, i) => [`rank-${i}`, name] as const);
  const other = people.slice(first, first + second).map((name, i) => [`other-${i}`, name] as const);
  return {
    order: pick(random, orders),
    rows: [row, other].filter(({ length }) => length > 0).map((r) => r.map(([role]) => role)),
    slots: Object.fromEntries([...row, ...other]),
  };
}

/** A sentence for each two neighbours of a row. */
export function premises(random: RandomGenerator, { order, rows, slots }: Puzzle): Phrase[] {
  return rows.flatMap((row) =>
    row.slice(1).map((role, i) => expand(`${claimOf(order, row[i], role)}.`, slots, random)),
  );
}

export function claimOf({ claim }: Order, a: string, b: string): string {
  return claim.replace("{a}", `{${a}}`).replace("{b}", `{${b}}`);
}

/** `Who is tallest?` With two rows nobody can say. */
export function askForEnd(
  random: RandomGenerator,
  { order, rows, slots }: Puzzle,
  end: "most" | "least",
): Question {
  const [row] = rows;
  const role = end === "most" ? row[0] : row[row.length - 1];
  return {
    phrase: expand(order.who, { asked: order[end] }, random),
    answer: rows.length > 1 ? UNKNOWN : slots[role],
  };
}

/** `Who is oldest?` when the premises say who is taller. */
export function askForOther(random: RandomGenerator, { order }: Puzzle): Question {
  const other = pick(
    random,
    orders.filter(({ most }) => most !== order.most),
  );
  const asked = pick(random, [other.most, other.least]);
  return { phrase: expand(other.who, { asked }, random), answer: UNKNOWN };
}

/** `Is Anna taller than Ben?` of two roles. */
export function askAboutPair(
  random: RandomGenerator,
  { order, rows, slots }: Puzzle,
  [a, b]: readonly [string, string],
): Question {
  const template = order.question.replace("{a}", `{${a}#asked}`).replace("{b}", `{${b}#asked}`);
  const row = rows.find((roles) => roles.includes(a) && roles.includes(b));
  const answer = row === undefined ? UNKNOWN : row.indexOf(a) < row.indexOf(b) ? "Yes" : "No";
  return { phrase: expand(template, slots, random), answer };
}

/** In an order that tells nothing, so that the answer has to be put together. */
export function shuffled<T>(random: RandomGenerator, items: readonly T[]): T[] {
  return random.permutation(items.length).map((i) => items[i]);
}
