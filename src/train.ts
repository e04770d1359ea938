/** Training: of models, and of any graph with a scalar loss. */
export type { AdamWOptions } from "./train/adamw.ts";
export { IGNORED, type TrainingBatch } from "./train/batch.ts";
export { folderStore, type CheckpointStore } from "./train/checkpoint-store.ts";
export type { Answers, Loss } from "./train/losses/define.ts";
export { classification } from "./train/losses/classification.ts";
export { maskedToken } from "./train/losses/masked-token.ts";
export { nextToken } from "./train/losses/next-token.ts";
export type { Objective } from "./train/objective.ts";
export type {
  CheckpointOptions,
  EvaluateHook,
  LoopOptions,
  TrainingSnapshot,
} from "./train/options.ts";
export type { TrainingProgress } from "./train/progress.ts";
export { cosineSchedule, type CosineScheduleOptions, type Schedule } from "./train/schedule.ts";
export type { Task, TaskStream } from "./train/task.ts";
export { trainGraph, type TrainGraphOptions } from "./train/train-graph.ts";
export { trainModel, type TrainedModel, type TrainModelOptions } from "./train/train-model.ts";
export { tensorboardLog } from "./train/tensorboard-log.ts";
