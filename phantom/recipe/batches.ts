import { generator } from "vitrine";

/** Token ids of one document, specials included. */
export type TokenRow = Int32Array;

export interface BatchOptions {
  /** Tokens in a batch at most, padding counted. @defaultValue 2048 */
  readonly tokens?: number;
  readonly seed: number;
}

/** Where a step stands in the training data. */
export interface BatchPlan {
  /** Indices of the rows that step `step` trains on (steps count from 0). */
  rows(step: number): readonly number[];
  /** Passes over the data that are complete before `step`. */
  epochOf(step: number): number;
  /** Steps of the first `epochs` passes. */
  stepsOf(epochs: number): number;
}

/** Rows that are sorted by length together: many batches, so that a pass stays well mixed. */
const NEIGHBOURHOOD = 2048;

/**
 * Which rows are trained on when. A pass is a random order of all rows, cut into neighbourhoods;
 * within one, rows of like length share a batch, so that little is padding; then the order of the
 * pass's batches is shuffled. A pure function of the step: training resumes anywhere.
 */
export function planBatches(
  lengths: readonly number[],
  { tokens = 2048, seed }: BatchOptions,
): BatchPlan {
  const starts: number[] = [0]; // first step of each pass
  let cached: { readonly epoch: number; readonly batches: readonly number[][] } | null = null;
  const pass = (epoch: number): readonly number[][] => {
    if (cached?.epoch !== epoch) cached = { epoch, batches: passOf(lengths, tokens, seed + epoch) };
    starts[epoch + 1] = starts[epoch] + cached.batches.length;
    return cached.batches;
  };
  const epochOf = (step: number): number => {
    let epoch = cached?.epoch ?? 0;
    while (starts[epoch] > step) epoch--;
    while (step >= (starts[epoch + 1] ?? starts[epoch] + pass(epoch).length)) epoch++;
    return epoch;
  };
  const rows = (step: number): readonly number[] => {
    const epoch = epochOf(step);
    return pass(epoch)[step - starts[epoch]];
  };
  const stepsOf = (epochs: number): number => {
    for (let epoch = 0; epoch < epochs; epoch++) if (starts[epoch + 1] === undefined) pass(epoch);
    return starts[epochs];
  };
  return { rows, epochOf, stepsOf };
}

function passOf(lengths: readonly number[], tokens: number, seed: number): number[][] {
  const random = generator(seed);
  const order = random.permutation(lengths.length);
  const batches: number[][] = [];
  for (let from = 0; from < order.length; from += NEIGHBOURHOOD) {
    const near = order.slice(from, from + NEIGHBOURHOOD);
    near.sort((a, b) => lengths[a] - lengths[b] || a - b);
    batches.push(...cut(near, lengths, tokens));
  }
  return random.permutation(batches.length).map((i) => batches[i]);
}

/** Consecutive rows as long as rows × longest stays within the budget; a lone row always fits. */
function cut(rows: readonly number[], lengths: readonly number[], tokens: number): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const row of rows) {
    // sorted by length: this row is the longest so far
    if (batch.length > 0 && (batch.length + 1) * lengths[row] > tokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
