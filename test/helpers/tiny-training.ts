import {
  type CheckpointStore,
  cosineSchedule,
  nextToken,
  trainModel,
  type TrainModelOptions,
} from "vitrine/train";

/** Losses of a training, and one of the weights after it. */
export interface TinyTraining {
  readonly losses: readonly number[];
  /** `[vocab, dModel]`, row by row. */
  readonly embedding: readonly number[];
}

/** Four steps of a GPT-2 of 2 layers on rows of unlike length; stops after two and goes on from there. */
export async function tinyTraining(
  options: Partial<Pick<TrainModelOptions, "workers" | "threads">> = {},
): Promise<TinyTraining> {
  const losses: number[] = [];
  const stop = new AbortController();
  const all: TrainModelOptions = {
    steps: 4,
    learningRate: cosineSchedule({ peak: 0.01, warmup: 1, steps: 4 }),
    clip: 1,
    checkpoints: { store: memoryStore() },
    objectives: [{ loss: nextToken, batches: (step) => ({ rows: rowsOf(step) }) }],
    signal: stop.signal,
    onProgress: ({ step, loss }) => {
      losses.push(loss);
      if (step === 2) stop.abort();
    },
    ...options,
  };
  await trainModel({ config: CONFIG, seed: 5 }, all).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const { signal: _, ...rest } = all;
  const { weights } = await trainModel({ config: CONFIG, seed: 5 }, rest);
  return { losses, embedding: Array.from(weights["transformer.wte.weight"].data, Number) };
}

const CONFIG = {
  model_type: "gpt2",
  n_layer: 2,
  n_embd: 16,
  n_head: 2,
  n_positions: 16,
  vocab_size: 30,
} as const;

function rowsOf(step: number): Int32Array[] {
  return Array.from({ length: 5 }, (_, row) =>
    Int32Array.from({ length: 6 + ((row + step) % 4) }, (_, i) => (row * 7 + step + i * 3) % 30),
  );
}

function memoryStore(): CheckpointStore {
  let kept: Uint8Array | null = null;
  return {
    load: async () => kept,
    save: async (pieces) => {
      kept = new Uint8Array(
        await new Blob(pieces.map((piece) => new Uint8Array(piece))).arrayBuffer(),
      );
    },
  };
}
