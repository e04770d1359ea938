import type { RandomGenerator } from "vitrine";
import type { Phrase } from "./template.ts";

/** A sentence by itself, and the thing that it is about. */
export interface Statement {
  readonly name: string;
  readonly phrase: Phrase;
}

/** Gives each first statement none, one or two of the later ones, none about the same thing. */
export function grouped(
  random: RandomGenerator,
  first: readonly Statement[],
  later: readonly Statement[],
): Statement[][] {
  const groups = first.map((opening) => [opening]);
  const order = random.permutation(2 * groups.length).map((place) => place % groups.length);
  const waiting = [...order];
  for (const next of later) {
    const at = waiting.findLastIndex((i) => groups[i].every(({ name }) => name !== next.name));
    const [place] = waiting.splice(at, 1);
    groups[place].push(next);
  }
  return groups;
}

export function shuffled<T>(random: RandomGenerator, items: readonly T[]): T[] {
  return random.permutation(items.length).map((i) => items[i]);
}
