import { generator } from "vitrine";
import { nextToken, trainModel, type TrainingBatch } from "vitrine/train";
import { interleave, ratio, type Times } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";
import {
  pythonWithTorch,
  type Stepper,
  torchTrainer,
  type TrainingJob,
} from "./shared/torch-trainer.ts";

const BATCH = 32;
const LENGTH = 64;

/** The size of `phantom`: 2.2 M parameters. */
const GPT2 = {
  model_type: "gpt2",
  n_layer: 4,
  n_embd: 192,
  n_head: 6,
  n_positions: 128,
  vocab_size: 2048,
  tie_word_embeddings: true,
} as const;

const LLAMA = {
  model_type: "llama",
  num_hidden_layers: 4,
  hidden_size: 192,
  num_attention_heads: 6,
  intermediate_size: 512,
  max_position_embeddings: 128,
  vocab_size: 2048,
  tie_word_embeddings: true,
} as const;

const JOBS: readonly (readonly [name: string, config: TrainingJob["config"], threads: number])[] = [
  ["GPT-2", GPT2, 1],
  ["GPT-2", GPT2, 2],
  ["GPT-2", GPT2, 4],
  ["Llama", LLAMA, 4],
];

/** Time of a step of training (forward, all gradients, clipping, AdamW) against PyTorch's. */
export const bench: Bench = async () => {
  const python = pythonWithTorch();
  const rows: BenchRow[] = [];
  for (const [name, config, threads] of JOBS) {
    const job = { config, batch: BATCH, length: LENGTH, threads };
    const ours = await ourTrainer(job);
    const theirs = python === null ? null : await torchTrainer(python, job);
    const times = await interleave(
      { ours: () => ours.step(), theirs: async () => theirs?.step() },
      { rounds: 12, warmup: 4 },
    );
    await Promise.all([ours.close(), theirs?.close()]);
    const what = `training step ${name} B${BATCH} S${LENGTH}, ${threads} threads`;
    rows.push(theirs === null ? alone(what, times.ours) : against(what, times));
  }
  return rows;
};

function against(
  what: string,
  { ours, theirs }: Readonly<Record<"ours" | "theirs", Times>>,
): BenchRow {
  return {
    what: `${what} / PyTorch`,
    unit: "x",
    target: 0.4, // 2.5 times as fast
    ...ratio(ours, theirs),
    note: `${pace(ours)} against ${pace(theirs)} tokens/s`,
  };
}

function alone(what: string, ours: Times): BenchRow {
  return {
    what,
    unit: "ms",
    target: null,
    min: Math.min(...ours),
    median: null,
    note: `${pace(ours)} tokens/s; skipped: no PyTorch (VITRINE_PYTHON names a Python that has it)`,
  };
}

function pace(times: Times): string {
  return ((BATCH * LENGTH * 1000) / Math.min(...times)).toFixed(0);
}

/** Our side: the trainer waits after every step until it is asked for the next. */
async function ourTrainer({ config, batch, length, threads }: TrainingJob): Promise<Stepper> {
  const { integer } = generator(1);
  const rows = (): TrainingBatch => ({
    rows: Array.from({ length: batch }, () => Int32Array.from({ length }, () => integer(2048))),
  });
  const stop = new AbortController();
  let go = (): void => {};
  let arrived = (): void => {};
  const training = trainModel(
    { config, seed: 1 },
    {
      steps: Number.MAX_SAFE_INTEGER,
      learningRate: 1e-3,
      clip: 1,
      ...(threads === 1 ? { threads } : { workers: threads }),
      signal: stop.signal,
      objectives: [{ loss: nextToken, batches: rows }],
      onProgress: () =>
        new Promise<void>((resolve) => {
          go = resolve;
          arrived();
        }),
    },
  ).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const arrival = (): Promise<unknown> =>
    Promise.race([new Promise<void>((resolve) => (arrived = resolve)), training]);
  await arrival();
  return {
    step: async () => {
      const next = arrival();
      go();
      await next;
    },
    close: async () => {
      stop.abort();
      go();
      await training;
    },
  };
}
