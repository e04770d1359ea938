/** Facts on one row of logits. Logarithms are natural, sums in float64. */
export interface Distribution {
  readonly logits: ArrayLike<number>;
  /** log Σ exp. */
  readonly logTotal: number;
}

/** Logits as a distribution: the probability of i is exp(logits[i] − logTotal). */
export function distributionOf(logits: ArrayLike<number>): Distribution {
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i] - largest);
  return { logits, logTotal: largest + Math.log(sum) };
}

export function probability({ logits, logTotal }: Distribution, index: number): number {
  return Math.exp(logits[index] - logTotal);
}

/** −Σ p ln p, in nats. */
export function entropy({ logits, logTotal }: Distribution): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const logp = logits[i] - logTotal;
    if (logp > -Infinity) sum -= Math.exp(logp) * logp;
  }
  return sum;
}

/** KL(p ‖ q) = Σ p (ln p − ln q), in nats. */
export function divergence(p: Distribution, q: Distribution): number {
  let sum = 0;
  for (let i = 0; i < p.logits.length; i++) {
    const logp = p.logits[i] - p.logTotal;
    if (logp > -Infinity) sum += Math.exp(logp) * (logp - (q.logits[i] - q.logTotal));
  }
  return Math.max(0, sum);
}

/** Σ p², the chance that two draws agree. */
export function collision(distribution: Distribution): number {
  let sum = 0;
  for (let i = 0; i < distribution.logits.length; i++) sum += probability(distribution, i) ** 2;
  return sum;
}

/** How many entries are above that of `index`: 0 where it is on top. */
export function rankOf({ logits }: Distribution, index: number): number {
  let rank = 0;
  for (let i = 0; i < logits.length; i++) if (logits[i] > logits[index]) rank++;
  return rank;
}
