import { appendToFile } from "#bytes";
import { eventFileStart, scalarRecord } from "../formats/tensorboard.ts";
import type { TrainingProgress } from "./progress.ts";

/**
 * Logs progress where `tensorboard --logdir <folder>` shows it: to be called as `onProgress`. Each log
 * begins a new event file, so that one folder holds all legs of a training.
 *
 * @param every - Steps between two records; the last step is always one. @defaultValue 1
 */
export function tensorboardLog(
  folder: string,
  { every = 1 }: { readonly every?: number } = {},
): (progress: TrainingProgress) => Promise<void> {
  let file: string | null = null;
  return async (progress) => {
    if (progress.step % every !== 0 && progress.step !== progress.steps) return;
    const wallTime = Date.now() / 1000;
    if (file === null) {
      file = `${folder}/events.out.tfevents.${wallTime.toFixed(3)}.vitrine`;
      await appendToFile(file, eventFileStart(wallTime));
    }
    const { step } = progress;
    await appendToFile(file, scalarRecord({ wallTime, step, scalars: scalarsOf(progress) }));
  };
}

function scalarsOf(progress: TrainingProgress): Record<string, number> {
  const terms = Object.entries(progress.losses).map(([name, loss]) => [`loss/${name}`, loss]);
  return {
    "train/loss": progress.loss,
    "train/smoothed loss": progress.smoothedLoss,
    "train/learning rate": progress.learningRate,
    "train/gradient norm": progress.gradientNorm,
    "pace/tokens per second": progress.tokensPerSecond,
    ...(Object.fromEntries(terms) as Record<string, number>),
  };
}
