import type { Model } from "../model/types.ts";
import type { CreateModelOptions, NewModel } from "../model/load.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TrainingBatch } from "./batch.ts";
import type { Loss } from "./loss.ts";
import type { LoopOptions } from "./options.ts";

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

export interface TrainModelOptions extends Omit<LoopOptions, "evaluate"> {
  readonly objectives: readonly Objective[];
  /** Something to measure on the model as it is, every so many steps and after the last. */
  readonly evaluate?: {
    readonly every: number;
    readonly run: (trained: TrainedModel) => void | Promise<void>;
  };
}

/** A model's weights after so many steps. */
export interface TrainedModel {
  /** As `config.json` would hold it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Under the checkpoint's own names; a copy. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Steps done. */
  readonly step: number;
  /** A model of them, to be measured or saved; the caller closes it. */
  model(options?: CreateModelOptions): Promise<Model>;
}

/** What `trainModel` starts from: a model, or what `createModel` takes. */
export type TrainingSource = Model | NewModel;
