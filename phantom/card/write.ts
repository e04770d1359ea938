/**
 * Writes the report card, `phantom/CARD.md` and `phantom/card.json`: what the bundled models do of
 * what was planted. Or shows what one model in a folder does, with some properties or all.
 *
 *     npm run phantom:card
 *     npm run phantom:card -- phantom/runs/phantom/model --only agreement,facts
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadModel, type Model, type WiredTruth } from "vitrine";
import { wiredFolders } from "../wired/files.ts";
import { generateWorld } from "../world/world.ts";
import { classCard } from "./encoder-card.ts";
import { type Card, cardText } from "./text.ts";
import { wiredCard, type WiredMark } from "./wired-card.ts";
import { type Mark, worldCard } from "./world-card.ts";

const ROOT = path.join(import.meta.dirname, "../..");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" } },
});
const { truth } = generateWorld();
if (positionals.length > 0) await show(positionals[0], values.only?.split(","));
else await writeCard();

async function writeCard(): Promise<void> {
  const wired: Record<string, readonly WiredMark[]> = {};
  for (const { name } of wiredFolders) {
    wired[name] = await withModel(name, async (model) =>
      wiredCard(model, (await model.truth()) as WiredTruth),
    );
  }
  const card: Card = {
    phantom: await withModel("phantom", (model) => worldCard(model, truth)),
    encoder: await withModel("phantom-encoder", async (model) => ({
      marks: await worldCard(model, truth),
      classes: await classCard(model),
    })),
    wired,
  };
  writeFileSync(path.join(ROOT, "phantom/CARD.md"), cardText(card, truth));
  writeFileSync(path.join(ROOT, "phantom/card.json"), `${JSON.stringify(card, null, 1)}\n`);
}

async function withModel<T>(name: string, work: (model: Model) => Promise<T>): Promise<T> {
  await using model = await loadModel(path.join(ROOT, "models", name), { worker: false });
  return await work(model); // before the model is closed
}

async function show(folder: string, only: readonly string[] | undefined): Promise<void> {
  await using model = await loadModel(folder, { worker: false });
  for (const { id } of truth.planted) {
    if (only !== undefined && !only.includes(id)) continue;
    for (const mark of await worldCard(model, truth, [id]))
      process.stdout.write(`${lineOf(mark)}\n`);
  }
}

function lineOf({ id, measure, target, reached, isMet, lines, controls }: Mark): string {
  const each = (all: Mark["lines"]): string =>
    all.map(({ strength, value }) => `${strength}: ${value.toFixed(3)}`).join("  ");
  const sign = isMet === null ? " " : isMet ? "+" : "-";
  const goal = target === null ? "" : `${reached!.toFixed(3)} of ${target.value}`;
  return `${sign} ${id} ${measure} ${goal} | ${each(lines)} | control ${each(controls)}`;
}
