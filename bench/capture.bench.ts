import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { interleave, ratio } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";

const SIZES = [
  { batch: 8, length: 32, rounds: 12 },
  { batch: 1, length: 16, rounds: 40 },
] as const;

/** Every attention pattern beside the logits, against the logits alone. */
export const bench: Bench = async () => {
  const model = await gpt2Small(randomCheckpoint());
  const rows: BenchRow[] = [];
  for (const { batch, length, rounds } of SIZES) {
    const ids = randomIds(batch, length);
    const times = await interleave(
      {
        plain: () => model.run({ ids }),
        patterns: () => model.run({ ids }, { capture: ["blocks.*.attn.hook_pattern"] }),
      },
      { rounds },
    );
    rows.push({
      what: `all attention patterns B${batch} S${length} / none`,
      unit: "x",
      target: 1.1,
      ...ratio(times.patterns, times.plain),
    });
  }
  await model.close();
  return rows;
};
