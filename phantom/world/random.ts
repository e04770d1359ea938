import { VitrineError, type RandomGenerator } from "vitrine";

/** One of the items. */
export function pick<T>(random: RandomGenerator, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** `count` different items, in random order. */
export function sample<T>(random: RandomGenerator, items: readonly T[], count: number): T[] {
  if (count > items.length) {
    throw new VitrineError(
      "BAD_INPUT",
      `sample: too few items; expected at least ${count}, got ${items.length}.`,
    );
  }
  return random
    .permutation(items.length)
    .slice(0, count)
    .map((i) => items[i]);
}

/**
 * Exact shares: `count` items in which the i-th stands as often as its probability says (rounded by
 * largest remainder), shuffled. A planted probability of 0.7 in 100 texts is 70 texts, not about 70.
 */
export function inProportion<T>(
  random: RandomGenerator,
  options: readonly { readonly value: T; readonly probability: number }[],
  count: number,
): T[] {
  const exact = options.map(({ probability }) => probability * count);
  const shares = exact.map((share) => Math.floor(share + 1e-9));
  const byRemainder = exact
    .map((share, i) => ({ i, rest: share - shares[i] }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const missing = count - shares.reduce((sum, n) => sum + n, 0);
  for (const { i } of byRemainder.slice(0, missing)) shares[i]++;
  const all = options.flatMap(({ value }, i) => Array.from({ length: shares[i] }, () => value));
  return random.permutation(all.length).map((i) => all[i]);
}
