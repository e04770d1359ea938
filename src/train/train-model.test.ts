import { describe, expect, it } from "vitest";
import {
  fixtureFolder,
  readFixture,
  readTensors,
  worstError,
} from "../../test/helpers/fixtures.ts";
import { loadModel } from "../model/load.ts";
import type { TrainingBatch } from "./batch.ts";
import { classification } from "./losses/classification.ts";
import { maskedToken } from "./losses/masked-token.ts";
import { nextToken } from "./losses/next-token.ts";
import type { Objective } from "./objective.ts";
import type { TrainingProgress } from "./progress.ts";
import { cosineSchedule } from "./schedule.ts";
import { trainModel, type TrainModelOptions, type TrainedModel } from "./train-model.ts";

/** A tiny model trained by PyTorch. */
interface Recorded {
  readonly settings: {
    readonly steps: number;
    readonly warmup: number;
    readonly peak: number;
    readonly clip: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weightDecay: number;
  };
  readonly steps: readonly {
    readonly batch: TrainingBatch;
    readonly loss: number;
    readonly losses: Readonly<Record<string, number>>;
    readonly norm: number;
    readonly learningRate: number;
  }[];
}

const OBJECTIVES: Readonly<Record<string, (batches: Objective["batches"]) => Objective[]>> = {
  gpt2: (batches) => [{ loss: nextToken, batches }],
  "llama-gqa": (batches) => [{ loss: nextToken, batches }],
  bert: (batches) => [
    { loss: maskedToken, batches },
    { loss: classification, batches, weight: 0.5 },
  ],
};

async function trainedAsRecorded(
  name: string,
  recorded: Recorded,
): Promise<{ readonly trained: TrainedModel; readonly progress: readonly TrainingProgress[] }> {
  const { peak, clip, betas, eps, weightDecay, ...course } = recorded.settings;
  const progress: TrainingProgress[] = [];
  const options: TrainModelOptions = {
    steps: course.steps,
    learningRate: cosineSchedule({ peak, ...course }),
    clip,
    adamw: { betas, eps, weightDecay },
    objectives: OBJECTIVES[name]((step) => recorded.steps[step].batch),
    onProgress: (each) => void progress.push(each),
    threads: 1,
  };
  await using model = await loadModel(fixtureFolder(name), { worker: false });
  return { trained: await trainModel(model, options), progress };
}

describe.each(["gpt2", "llama-gqa", "bert"])("trainModel of %s", (name) => {
  it("has PyTorch's losses, gradient norms and weights after 8 steps", async () => {
    const recorded = readFixture<Recorded>(`references/training/${name}.json`);
    const { trained, progress } = await trainedAsRecorded(name, recorded);
    recorded.steps.forEach((step, i) => {
      expect(progress[i].loss).toBeCloseTo(step.loss, 4);
      expect(progress[i].gradientNorm).toBeCloseTo(step.norm, 3);
      expect(progress[i].learningRate).toBeCloseTo(step.learningRate, 10);
      for (const [term, value] of Object.entries(step.losses)) {
        expect(progress[i].losses[term]).toBeCloseTo(value, 4);
      }
    });
    const theirs = await readTensors(`references/training/${name}.safetensors`);
    for (const [key, ours] of Object.entries(trained.weights)) {
      expect(worstError(ours, theirs.get(key)!), key).toBeLessThan(2e-5);
    }
  });
});
