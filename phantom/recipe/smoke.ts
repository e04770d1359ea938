import { cosineSchedule, trainModel } from "vitrine/train";
import { trainingData } from "./data.ts";
import { recipes } from "./models.ts";
import { planOf } from "./objectives.ts";

const STEPS = 300;

/** A training too short to be of use. */
export interface Smoke {
  /** Mean loss of the first and of the last five steps, nats. */
  readonly before: number;
  readonly after: number;
  /** What it has to fall by, from log 2048 = 7.6. */
  readonly least: number;
}

/** The recipe of `phantom` on a model of two narrow layers, for 300 steps. */
export async function smoke(): Promise<Smoke> {
  const recipe = recipes.get("phantom")!;
  const { objectives } = planOf({ ...recipe, tokens: 1024 }, trainingData(recipe));
  const losses: number[] = [];
  const small = { hidden_size: 96, intermediate_size: 192, num_hidden_layers: 2 };
  const heads = { num_attention_heads: 2, num_key_value_heads: 2 };
  await trainModel(
    { config: { ...recipe.config, ...small, ...heads }, seed: recipe.seed },
    {
      steps: STEPS,
      learningRate: cosineSchedule({ peak: 0.01, warmup: 5, steps: STEPS }),
      clip: 1,
      objectives,
      onProgress: ({ loss }) => {
        losses.push(loss);
      },
    },
  );
  return { before: mean(losses.slice(0, 5)), after: mean(losses.slice(-5)), least: 1.8 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
