import path from "node:path";
import { loadModel, VitrineError } from "vitrine";
import {
  cosineSchedule,
  folderStore,
  tensorboardLog,
  trainModel,
  type TrainedModel,
  type TrainingProgress,
  type TrainModelOptions,
} from "vitrine/train";
import type { TrainingData } from "./data.ts";
import { headStart } from "./head-start.ts";
import type { Recipe } from "./models.ts";
import { planOf } from "./objectives.ts";

export interface LegOptions {
  /** After so long the leg ends; the next one goes on from there. */
  readonly minutes: number;
  /** Threads that share a step. */
  readonly workers: number;
  /** Where checkpoints and logs are kept: what `git` ignores. */
  readonly folder: string;
  /** A model to begin with instead of drawn weights, where a training's state was lost. */
  readonly from?: string;
  /** Passes, if others than the recipe's. */
  readonly passes?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/** What a leg came to. */
export interface Leg {
  readonly trained: TrainedModel;
  readonly steps: number;
}

/**
 * Trains for some minutes: from the checkpoint in the folder, bit for bit as if it had never stopped,
 * or from the start. The weights that it ends with are a model whether or not all steps are done.
 */
export async function trainLeg(
  recipe: Recipe,
  data: TrainingData,
  options: LegOptions,
): Promise<Leg> {
  const { minutes, workers, folder, passes = recipe.passes } = options;
  const drills = options.from === undefined ? recipe.drills : 0;
  const { objectives, steps } = planOf({ ...recipe, passes, drills }, data);
  const timeUp = AbortSignal.timeout(minutes * 60_000);
  const log = tensorboardLog(path.join(folder, "log"), { every: 10 });
  let done = 0;
  const training: TrainModelOptions = {
    steps,
    learningRate: cosineSchedule({ peak: recipe.peak, warmup: recipe.warmup, steps, floor: 0.02 }),
    adamw: { betas: [0.9, 0.98], weightDecay: recipe.weightDecay },
    clip: 1,
    workers,
    objectives,
    checkpoints: { store: folderStore(folder), everyMinutes: 4 },
    signal: options.signal === undefined ? timeUp : AbortSignal.any([timeUp, options.signal]),
    onProgress: async (progress) => {
      done = progress.step;
      options.onProgress?.(progress);
      await log(progress);
    },
  };
  const source = await sourceOf(recipe, options.from);
  try {
    return { trained: await trainModel(source, training), steps };
  } catch (error) {
    if (!(error instanceof VitrineError) || error.code !== "ABORTED" || done === 0) throw error;
    const { signal: _, onProgress: __, ...rest } = training;
    return { trained: await trainModel(source, { ...rest, steps: done }), steps }; // the checkpoint as it is
  }
}

async function sourceOf(
  { config, seed, hasHeadStart }: Recipe,
  from: string | undefined,
): Promise<Parameters<typeof trainModel>[0]> {
  if (from === undefined) return hasHeadStart ? headStart(config, seed) : { config, seed };
  await using model = await loadModel(from, { worker: false });
  return await model.checkpoint(); // before the model is closed
}
