/**
 * Puts what a leg of training came to in the place of what ships, if its report card is better, with
 * the world's truth beside it.
 *
 *     npm run phantom:keep -- phantom
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadModel, VitrineError, type WorldTruth } from "vitrine";
import { recipes } from "../recipe/models.ts";
import { generateWorld } from "../world/world.ts";
import { errors } from "./measures.ts";
import { type Mark, worldCard } from "./world-card.ts";

const ROOT = path.join(import.meta.dirname, "../..");

const name = process.argv[2] ?? "";
if (!recipes.has(name)) {
  throw new VitrineError(
    "UNKNOWN_NAME",
    `phantom:keep: no recipe is named "${name}"; expected ${[...recipes.keys()].join(" or ")}.`,
  );
}
const candidate = path.join(ROOT, "phantom/runs", name, "model");
const shipped = path.join(ROOT, "models", name);
const { truth } = generateWorld();
const [now, before] = [await merit(candidate, truth), await merit(shipped, truth)];
process.stdout.write(`${name}: ${written(before)} → ${written(now)}\n`);
if (before === null || isBetter(now!, before)) {
  mkdirSync(shipped, { recursive: true });
  cpSync(candidate, shipped, { recursive: true });
  if (name === "phantom")
    writeFileSync(path.join(shipped, "truth.json"), `${JSON.stringify(truth)}\n`);
  process.stdout.write(`kept in ${path.relative(ROOT, shipped)}\n`);
}

interface Merit {
  /** Targets met. */
  readonly met: number;
  /** Mean over the properties that have a target, of what was reached; errors count as 1 less them. */
  readonly mean: number;
}

async function merit(folder: string, of: WorldTruth): Promise<Merit | null> {
  if (!existsSync(path.join(folder, "model.safetensors"))) return null;
  await using model = await loadModel(folder, { worker: false });
  const marks = (await worldCard(model, of)).filter(({ target }) => target !== null);
  const good = ({ measure, reached }: Mark): number =>
    errors.has(measure) ? 1 - reached! : reached!;
  return {
    met: marks.filter(({ isMet }) => isMet).length,
    mean: marks.reduce((sum, mark) => sum + good(mark), 0) / marks.length,
  };
}

function isBetter(now: Merit, before: Merit): boolean {
  return now.met > before.met || (now.met === before.met && now.mean > before.mean);
}

function written(merit: Merit | null): string {
  return merit === null ? "nothing" : `${merit.met} targets met, mean ${merit.mean.toFixed(4)}`;
}
