import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { eventFileStart } from "../formats/tensorboard.ts";
import type { TrainingProgress } from "./progress.ts";
import { tensorboardLog } from "./tensorboard-log.ts";

function progress(step: number): TrainingProgress {
  return {
    step,
    steps: 5,
    loss: 2,
    losses: { "next-token": 2 },
    smoothedLoss: 2,
    learningRate: 0.1,
    gradientNorm: 1,
    tokens: 8,
    tokensPerSecond: 100,
    secondsLeft: 1,
  };
}

/** Sizes of the records of an event file; a record is its length, a CRC, the data, a CRC. */
function recordSizes(bytes: Buffer): number[] {
  const sizes: number[] = [];
  for (let at = 0; at < bytes.length; at += sizes.at(-1)! + 16) {
    sizes.push(Number(bytes.readBigUInt64LE(at)));
  }
  return sizes;
}

it("writes one event file: its start, every n-th step and the last", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "vitrine-log-"));
  try {
    const log = tensorboardLog(path.join(folder, "run"), { every: 2 });
    for (let step = 1; step <= 5; step++) await log(progress(step));
    const files = await readdir(path.join(folder, "run"));
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^events\.out\.tfevents\.\d+\.\d+\.vitrine$/);
    const sizes = recordSizes(await readFile(path.join(folder, "run", files[0])));
    expect(sizes).toHaveLength(1 + 3); // steps 2, 4 and 5
    expect(sizes[0]).toBe(eventFileStart(0).length - 16);
  } finally {
    await rm(folder, { recursive: true });
  }
});
