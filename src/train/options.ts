import type { Tensor } from "../tensor/tensor.ts";
import type { AdamWOptions } from "./adamw.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { TrainingProgress } from "./progress.ts";
import type { Schedule } from "./schedule.ts";

/** What every training has in common, whatever the graph. */
export interface LoopOptions {
  /** Updates in all. */
  readonly steps: number;
  /** A constant, or one per step. */
  readonly learningRate: number | Schedule;
  readonly adamw?: AdamWOptions;
  /** Largest global L2 norm of the gradient; a larger one is scaled down. Default no limit. */
  readonly clip?: number;
  readonly checkpoints?: CheckpointOptions;
  /** Threads of each engine; default the machine's cores, at most 8, or 1 where there are workers. */
  readonly threads?: number;
  /**
   * Engines that share a step's passes, each in a worker; `trainModel` splits its batches for them.
   * As many workers of one thread as there are cores are about 1.3 times as fast as one engine of as
   * many threads, more on a machine that does other work. @defaultValue 1, in this thread
   */
  readonly workers?: number;
  /** Keeps a checkpoint, then throws `ABORTED`. */
  readonly signal?: AbortSignal;
  /** After every step; the next one waits for it. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Something to do with the weights as they are, every so many steps and after the last. */
  readonly evaluate?: EvaluateHook;
}

export interface CheckpointOptions {
  readonly store: CheckpointStore;
  /** @defaultValue 5 */
  readonly everyMinutes?: number;
  /** Goes on from what the store holds. @defaultValue true */
  readonly resume?: boolean;
}

export interface EvaluateHook {
  /** In steps. */
  readonly every: number;
  readonly run: (snapshot: TrainingSnapshot) => void | Promise<void>;
}

/** The weights after a step. */
export interface TrainingSnapshot {
  /** Steps done. */
  readonly step: number;
  /** By parameter name; live: copy what is to be kept. */
  readonly weights: ReadonlyMap<string, Tensor>;
}
