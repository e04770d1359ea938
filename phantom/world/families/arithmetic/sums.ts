import type { RandomGenerator } from "vitrine";
import { pick } from "../../random.ts";

/** Each operation's word, and its result modulo ten. */
export const operations = {
  plus: (a: number, b: number): number => (a + b) % 10,
  minus: (a: number, b: number): number => (a - b + 10) % 10,
  times: (a: number, b: number): number => (a * b) % 10,
} as const;

export type Operation = keyof typeof operations;

export interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Two digits and an operation. */
export interface Sum extends Pair {
  readonly operation: Operation;
  /** Statements in one pass; 0 of the operands that are held out. */
  readonly copies: number;
}

/** Statements of a trained sum in one pass: half of the sums are rare. */
export const COPIES = [10, 40] as const;
/** Held out: seven pairs of different digits in both orders, and one of equal digits; 15 of 100. */
const HELD_OUT = 7;

/** All 300 sums. The same operands are held out in every operation, and in both orders. */
export function drawSums(random: RandomGenerator): readonly Sum[] {
  const heldOut = drawHeldOut(random);
  return (Object.keys(operations) as Operation[]).flatMap((operation) => {
    const trained = shuffle(
      random,
      allPairs.filter((pair) => !heldOut.some(isSame(pair))),
    );
    return [
      ...trained.map((pair, i) => ({ ...pair, operation, copies: COPIES[i % COPIES.length] })),
      ...heldOut.map((pair) => ({ ...pair, operation, copies: 0 })),
    ];
  });
}

export function resultOf({ a, b, operation }: Sum): number {
  return operations[operation](a, b);
}

export const allPairs: readonly Pair[] = Array.from({ length: 100 }, (_, i) => ({
  a: Math.floor(i / 10),
  b: i % 10,
}));

function drawHeldOut(random: RandomGenerator): readonly Pair[] {
  const different = shuffle(
    random,
    allPairs.filter(({ a, b }) => a < b),
  ).slice(0, HELD_OUT);
  const equal = pick(
    random,
    allPairs.filter(({ a, b }) => a === b),
  );
  return [...different, ...different.map(({ a, b }) => ({ a: b, b: a })), equal];
}

function isSame(pair: Pair): (other: Pair) => boolean {
  return ({ a, b }) => a === pair.a && b === pair.b;
}

function shuffle<T>(random: RandomGenerator, items: readonly T[]): T[] {
  return random.permutation(items.length).map((i) => items[i]);
}
