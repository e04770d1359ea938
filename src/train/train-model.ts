import { VitrineError } from "../errors.ts";
import { createModel, type CreateModelOptions, type NewModel } from "../model/load.ts";
import { openTrainable, type Trainable } from "../model/trainable.ts";
import type { Model, ModelCheckpoint } from "../model/types.ts";
import { modelTasks } from "./model-tasks.ts";
import type { Objective } from "./objective.ts";
import type { LoopOptions } from "./options.ts";
import { trainGraph } from "./train-graph.ts";

export interface TrainModelOptions extends Omit<LoopOptions, "evaluate"> {
  readonly objectives: readonly Objective[];
  /** Something to measure on the model as it is, every so many steps and after the last. */
  readonly evaluate?: {
    /** In steps. */
    readonly every: number;
    readonly run: (trained: TrainedModel) => void | Promise<void>;
  };
}

/** A model's weights after so many steps. */
export interface TrainedModel extends ModelCheckpoint {
  /** Steps done. */
  readonly step: number;
  /** A model of them, to be measured or saved; the caller closes it. */
  model(options?: CreateModelOptions): Promise<Model>;
}

/**
 * Trains every weight of a model on its objectives: the loss on top of the graph that its
 * architecture writes, gradients by reverse-mode differentiation of that graph, both run by ONNX
 * Runtime, and AdamW. There is no dropout, so nothing in it is random but the first weights and
 * what the batches make random: with the same ones a training gives the same bits, in one go or
 * resumed, on one machine with the same threads and workers. The model given stays as it is.
 *
 * @example
 * const trained = await trainModel({ config, seed: 1 }, {
 *   steps: 1000,
 *   learningRate: cosineSchedule({ peak: 1e-3, warmup: 100, steps: 1000 }),
 *   clip: 1,
 *   workers: 4,
 *   objectives: [{ loss: nextToken, batches: (step) => ({ rows: rowsOf(step) }) }],
 *   checkpoints: { store: folderStore("runs/a") },
 *   onProgress: tensorboardLog("runs/a"),
 * });
 * const model = await trained.model();
 * await model.save("models/a", { dtype: "float16" });
 *
 * @param source - A model, or what `createModel` takes.
 * @throws VitrineError `BAD_OPTION` for an objective that the model has no head for, and whatever
 *   `trainGraph` throws.
 */
export async function trainModel(
  source: Model | NewModel,
  options: TrainModelOptions,
): Promise<TrainedModel> {
  const trainable = await openTrainable("sites" in source ? await source.checkpoint() : source);
  const { objectives, evaluate, ...loop } = options;
  checkObjectives(objectives, trainable);
  const { step } = await trainGraph({
    ...loop,
    weights: trainable.weights,
    tasks: modelTasks(trainable, objectives, options.workers ?? 1),
    ...(evaluate !== undefined && {
      evaluate: {
        every: evaluate.every,
        run: async (snapshot) => evaluate.run(await trained(trainable, snapshot.step)),
      },
    }),
  });
  return trained(trainable, step);
}

async function trained(trainable: Trainable, step: number): Promise<TrainedModel> {
  const checkpoint = await trainable.checkpoint();
  return { ...checkpoint, step, model: (options) => createModel(checkpoint, options) };
}

function checkObjectives(
  objectives: readonly Objective[],
  { config: { heads, attentionDir } }: Trainable,
): void {
  if (objectives.length === 0) {
    throw new VitrineError("BAD_OPTION", 'train: "objectives" is empty; give at least one.');
  }
  for (const { name, head, fits } of objectives.map(({ loss }) => loss)) {
    if (!heads.includes(head)) {
      throw new VitrineError(
        "BAD_OPTION",
        `train: the objective ${name} reads the head "${head}"; this model has ${heads.join(", ") || "none"}. Name the class that has it in the config's "architectures".`,
      );
    }
    if (fits !== "both" && fits !== attentionDir) {
      throw new VitrineError(
        "BAD_OPTION",
        `train: the objective ${name} is for ${fits} models; this one is ${attentionDir}.`,
      );
    }
  }
}
