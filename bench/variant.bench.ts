import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { median, milliseconds } from "./shared/interleave.ts";
import type { Bench } from "./shared/row.ts";

const MEGABYTE = 2 ** 20;

/** Edits at sites not edited before: each compiles a graph and a session of its own. */
export const bench: Bench = async () => {
  const model = await gpt2Small(randomCheckpoint());
  const ids = randomIds(1, 1);
  const run = (layer: number): Promise<unknown> =>
    model.run(
      { ids },
      {
        edits: [{ at: `blocks.${layer}.attn.hook_z`, where: { head: 3 }, do: "zero" }],
        logits: "last",
      },
    );
  const compile: number[] = [];
  for (let layer = 0; layer < 2; layer++) await run(layer); // warm code
  const before = process.memoryUsage.rss();
  const layers = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  for (const layer of layers) {
    const first = await milliseconds(() => run(layer));
    const again = [await milliseconds(() => run(layer)), await milliseconds(() => run(layer))];
    compile.push(first - Math.min(...again));
  }
  const bytes = (process.memoryUsage.rss() - before) / layers.length;
  await model.close();
  return [
    {
      what: "variant (an edit), bound: compile and session",
      unit: "ms",
      target: 120,
      min: Math.min(...compile),
      median: median(compile),
      note: "first run less a later one, 12 layers",
    },
    {
      what: "variant: memory each",
      unit: "MB",
      target: null,
      min: bytes / MEGABYTE,
      median: null,
      note: `the weights are ${weightMegabytes} MB`,
    },
  ];
};

/** 124,439,808 parameters of 4 bytes. */
const weightMegabytes = Math.round((124_439_808 * 4) / MEGABYTE);
