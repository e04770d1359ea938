/** Milliseconds of every counted round, in order. */
export type Times = readonly number[];

export interface InterleaveOptions {
  /** Counted rounds. */
  readonly rounds: number;
  /** Rounds before them that are not counted. @defaultValue 2 */
  readonly warmup?: number;
}

/**
 * Times variants against each other: in every round each has one turn, so that a machine whose
 * speed drifts slows them alike. Their order turns with the round.
 */
export async function interleave<Name extends string>(
  variants: Readonly<Record<Name, () => Promise<unknown>>>,
  { rounds, warmup = 2 }: InterleaveOptions,
): Promise<Readonly<Record<Name, Times>>> {
  const names = Object.keys(variants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = -warmup; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + warmup + round) % names.length];
      const spent = await milliseconds(variants[name]);
      if (round >= 0) times[name].push(spent);
    }
  }
  return times;
}

export async function milliseconds(job: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await job();
  return performance.now() - started;
}

/** `a` against `b`: of their fastest rounds, and the median over the rounds of each round's own ratio. */
export function ratio(a: Times, b: Times): { readonly min: number; readonly median: number } {
  return { min: Math.min(...a) / Math.min(...b), median: median(a.map((time, i) => time / b[i])) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
