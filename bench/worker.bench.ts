import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { interleave, median } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";

const SIZES = [
  { batch: 8, length: 32, rounds: 10 },
  { batch: 1, length: 1, rounds: 60 },
] as const;

/** What it costs that the engine lives in a worker: the same runs there and in this thread. */
export const bench: Bench = async () => {
  const weights = randomCheckpoint();
  const here = await gpt2Small(weights);
  const worker = await gpt2Small(weights, { worker: true });
  const rows: BenchRow[] = [];
  for (const { batch, length, rounds } of SIZES) {
    const ids = randomIds(batch, length);
    const times = await interleave(
      { here: () => here.run({ ids }), worker: () => worker.run({ ids }) },
      { rounds },
    );
    rows.push({
      what: `worker B${batch} S${length}: added to a run`,
      unit: "ms",
      target: null,
      min: Math.min(...times.worker) - Math.min(...times.here),
      median: median(times.worker.map((time, i) => time - times.here[i])),
    });
  }
  await Promise.all([here.close(), worker.close()]);
  return rows;
};
