import type { TrainingBatch } from "./batch.ts";
import type { Loss } from "./losses/define.ts";

/** One term of what is made small. */
export interface Objective {
  readonly loss: Loss;
  /** @defaultValue 1 */
  readonly weight?: number;
  /**
   * The batch of each step, counted from 0: a pure function of the step, so that training can go
   * on from anywhere. Terms that are given the same function are computed in one pass.
   */
  readonly batches: (step: number) => TrainingBatch | Promise<TrainingBatch>;
}
