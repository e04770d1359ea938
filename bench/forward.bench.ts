import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { HandGraph } from "./shared/hand-graph.ts";
import { interleave, ratio } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";

const SIZES = [
  { batch: 8, length: 32, rounds: 12, boundTarget: 1.25 },
  { batch: 1, length: 16, rounds: 60, boundTarget: 1.5 },
] as const;

/** The plain forward pass, all logits returned: against a graph written by hand, and bound. */
export const bench: Bench = async () => {
  const weights = randomCheckpoint();
  const hand = await HandGraph.create(weights);
  const prepacked = await gpt2Small(weights, { prepack: true });
  const bound = await gpt2Small(weights);
  const rows: BenchRow[] = [];
  for (const { batch, length, rounds, boundTarget } of SIZES) {
    const ids = randomIds(batch, length);
    const difference = largestDifference(
      await hand.run(ids),
      (await bound.run({ ids })).logits!.data as Float32Array,
    );
    const times = await interleave(
      {
        hand: () => hand.run(ids),
        prepacked: () => prepacked.run({ ids }),
        bound: () => bound.run({ ids }),
      },
      { rounds },
    );
    const size = `forward B${batch} S${length}`;
    const note = `hand ${Math.min(...times.hand).toFixed(0)} ms, bound ${Math.min(...times.bound).toFixed(0)} ms, logits differ by ${difference.toExponential(0)}`;
    const against = ratio(times.prepacked, times.hand);
    const bind = ratio(times.bound, times.prepacked);
    rows.push(
      { what: `${size}: pre-packed / by hand`, unit: "x", target: 1.05, ...against, note },
      { what: `${size}: bound / pre-packed`, unit: "x", target: boundTarget, ...bind },
    );
  }
  await Promise.all([hand.release(), prepacked.close(), bound.close()]);
  return rows;
};

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
