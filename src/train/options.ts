import type { Tensor } from "../tensor/tensor.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { TrainingProgress } from "./progress.ts";

/** Learning rate of a step; steps count from 0. */
export type Schedule = (step: number) => number;

/** AdamW's numbers. The learning rate comes from the schedule. */
export interface AdamWOptions {
  /** Decay of the means of the gradient and of its square. @defaultValue [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** @defaultValue 1e-8 */
  readonly eps?: number;
  /** Decoupled: each step takes `learningRate · weightDecay` of a weight away. @defaultValue 0.01 */
  readonly weightDecay?: number;
  /** Which parameters decay; default those of two axes or more: no biases, no gains of norms. */
  readonly decays?: (name: string, dims: readonly number[]) => boolean;
}

/** What every training has in common, whatever the graph. */
export interface LoopOptions {
  /** Updates in all. */
  readonly steps: number;
  /** A constant, or one per step. */
  readonly learningRate: number | Schedule;
  readonly adamw?: AdamWOptions;
  /** Largest global L2 norm of the gradient; larger ones are scaled down. @defaultValue no limit */
  readonly clip?: number;
  readonly checkpoints?: CheckpointOptions;
  /** Threads of the engine; default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Keeps a checkpoint, then throws `ABORTED`. */
  readonly signal?: AbortSignal;
  /** After every step. */
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
