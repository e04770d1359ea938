/**
 * Trains one of the bundled models, in legs. What is kept in `phantom/runs/` lets the next leg go on.
 *
 *     npm run phantom:train -- phantom --minutes 100
 *     npm run phantom:train -- --smoke
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { VitrineError } from "vitrine";
import type { TrainingProgress } from "vitrine/train";
import { trainingData, type TrainingData } from "./data.ts";
import { trainLeg, type Leg } from "./leg.ts";
import { recipes, type Recipe } from "./models.ts";
import { smoke } from "./smoke.ts";

const RUNS = path.join(import.meta.dirname, "../runs");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "100" },
    workers: { type: "string", default: "2" },
    from: { type: "string" },
    passes: { type: "string" },
    smoke: { type: "boolean", default: false },
  },
});

if (values.smoke) {
  const { before, after, least } = await smoke();
  say(`loss ${before.toFixed(2)} → ${after.toFixed(2)} nats; at least ${least} less was expected`);
  if (before - after < least) process.exitCode = 1;
} else {
  await train(recipeOf(positionals[0]));
}

async function train(recipe: Recipe): Promise<void> {
  const folder = path.join(RUNS, recipe.name);
  say(`${recipe.name}: writing the world and its tokenizer …`);
  const data = trainingData(recipe);
  const stop = new AbortController();
  process.once("SIGINT", () => {
    say("stopping after this step …");
    stop.abort();
  });
  const leg = await trainLeg(recipe, data, {
    minutes: Number(values.minutes),
    workers: Number(values.workers),
    folder,
    ...(values.from !== undefined && { from: values.from }),
    ...(values.passes !== undefined && { passes: Number(values.passes) }),
    signal: stop.signal,
    onProgress: reporter(),
  });
  await write(leg, data, path.join(folder, "model"));
}

/** The folder as it would ship; the report card says whether it is better than what does. */
async function write({ trained, steps }: Leg, data: TrainingData, place: string): Promise<void> {
  mkdirSync(place, { recursive: true });
  await using model = await trained.model({ worker: false });
  await model.save(place, { dtype: "float16" });
  for (const [file, text] of data.tokenizerFiles) writeFileSync(path.join(place, file), text);
  say(`step ${trained.step} of ${steps}: ${place}`);
}

/** A line every 20 seconds. */
function reporter(): (progress: TrainingProgress) => void {
  let last = 0;
  return ({ step, steps, smoothedLoss, losses, tokensPerSecond, secondsLeft }) => {
    if (performance.now() - last < 20_000 && step !== steps) return;
    last = performance.now();
    const terms = Object.entries(losses).map(([name, loss]) => `${name} ${loss.toFixed(3)}`);
    say(
      `step ${step}/${steps} loss ${smoothedLoss.toFixed(4)} (${terms.join(", ")}), ` +
        `${tokensPerSecond.toFixed(0)} tokens/s, ${(secondsLeft / 60).toFixed(0)} min left`,
    );
  };
}

function recipeOf(name: string | undefined): Recipe {
  const recipe = recipes.get(name ?? "");
  if (recipe !== undefined) return recipe;
  throw new VitrineError(
    "UNKNOWN_NAME",
    `phantom:train: no recipe is named "${name ?? ""}"; expected ${[...recipes.keys()].join(" or ")}.`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
