import { expect, it } from "vitest";
import { readFixture } from "../../test/helpers/fixtures.ts";
import { openTrainable } from "../model/trainable.ts";
import { createEngine } from "../runtime/node.ts";
import type { TrainingBatch } from "./batch.ts";
import { Gradients, type StepGradients } from "./gradients.ts";
import { classification } from "./losses/classification.ts";
import { maskedToken } from "./losses/masked-token.ts";
import { modelTasks } from "./model-tasks.ts";
import type { Objective } from "./objective.ts";

const CONFIG = {
  model_type: "bert",
  architectures: ["BertForMaskedLM", "BertForSequenceClassification"],
  num_hidden_layers: 1,
  hidden_size: 16,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 16,
  vocab_size: 118,
  num_labels: 3,
};

/** Four rows of unlike length, with labels, classes and types. */
const [{ batch }] = readFixture<{ readonly steps: readonly { readonly batch: TrainingBatch }[] }>(
  "references/training/bert.json",
).steps;

async function gradientsOf(
  objectives: readonly Objective[],
  parts: number,
): Promise<StepGradients> {
  const trainable = await openTrainable({ config: CONFIG, seed: 3 });
  await using engine = await createEngine({ worker: false, threads: 1 });
  const { weights } = trainable;
  const gradients = new Gradients([engine], weights, new Set(weights.keys()));
  const tasks = await modelTasks(trainable, objectives, parts)(0);
  expect(tasks).toHaveLength(parts);
  return gradients.of(tasks);
}

/** Largest difference of two gradients over all parameters; Infinity where they are of others. */
function difference(a: StepGradients, b: StepGradients): number {
  if ([...a.gradients.keys()].sort().join() !== [...b.gradients.keys()].sort().join()) {
    return Infinity;
  }
  let worst = 0;
  for (const [name, ours] of a.gradients) {
    const theirs = b.gradients.get(name)!;
    ours.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - theirs[i]))));
  }
  return worst;
}

it("comes to the same loss and gradient in parts as whole", async () => {
  const batches = (): TrainingBatch => batch;
  const objectives = [
    { loss: maskedToken, batches },
    { loss: classification, batches, weight: 0.5 },
  ];
  const whole = await gradientsOf(objectives, 1);
  const parts = await gradientsOf(objectives, 3);
  expect(parts.loss).toBeCloseTo(whole.loss, 5);
  expect(parts.losses["masked-token"]).toBeCloseTo(whole.losses["masked-token"], 5);
  expect(parts.tokens).toBe(whole.tokens);
  expect(difference(parts, whole)).toBeLessThan(1e-6);
});

it("adds up objectives that have batches of their own", async () => {
  const shared = (): TrainingBatch => batch;
  const together = await gradientsOf(
    [
      { loss: maskedToken, batches: shared },
      { loss: classification, batches: shared },
    ],
    1,
  );
  const trainable = await openTrainable({ config: CONFIG, seed: 3 });
  const tasks = await modelTasks(
    trainable,
    [
      { loss: maskedToken, batches: () => batch },
      { loss: classification, batches: () => batch },
    ],
    1,
  )(0);
  expect(tasks).toHaveLength(2);
  await using engine = await createEngine({ worker: false, threads: 1 });
  const { weights } = trainable;
  const apart = await new Gradients([engine], weights, new Set(weights.keys())).of(tasks);
  expect(apart.loss).toBeCloseTo(together.loss, 5);
  expect(difference(apart, together)).toBeLessThan(1e-6);
});

it("asks nothing of a part whose rows have no labels", async () => {
  const { rows, labels } = batch;
  const batches = (): TrainingBatch => ({
    rows,
    labels: labels!.map((row, i) => (i === 0 ? row : Array.from(row, () => -100))),
  });
  const whole = await gradientsOf([{ loss: maskedToken, batches }], 1);
  const parts = await gradientsOf([{ loss: maskedToken, batches }], 4);
  expect(difference(parts, whole)).toBeLessThan(1e-6);
});

it("refuses a batch that asks nothing, and labels that do not fit", async () => {
  const { rows } = batch;
  const asking = (labels: TrainingBatch["labels"]): Promise<unknown> =>
    gradientsOf([{ loss: maskedToken, batches: () => ({ rows, labels: labels! }) }], 1);
  await expect(asking(rows.map((row) => Array.from(row, () => -100)))).rejects.toThrow(
    "the batch asks nothing",
  );
  await expect(asking(rows.slice(1))).rejects.toThrow('"labels" does not fit');
});
