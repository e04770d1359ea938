/**
 * Writes the world's texts, annotations and truth; and, of the next seed's world, stories that no model
 * was trained on (`models/texts/world.txt`).
 *
 *     npm run phantom:world -- --out DIR [--seed N]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { VitrineError } from "vitrine";
import { stories } from "./families/stories.ts";
import { worldFiles } from "./files.ts";
import { generateWorld, WORLD_SEED } from "./world.ts";

/** Stories that are kept apart. */
const UNSEEN = 40;

const { out, seed } = parseArgs({
  options: { out: { type: "string" }, seed: { type: "string", default: String(WORLD_SEED) } },
}).values;
if (out === undefined || !/^\d+$/.test(seed)) {
  throw new VitrineError(
    "BAD_INPUT",
    `phantom:world: wrong options; expected --out DIR and a whole --seed, got --out ${out} --seed ${seed}.`,
  );
}
const unseen = generateWorld(Number(seed) + 1, [stories]).documents.filter(
  ({ text }) => !text.includes("\n"),
);
const files = {
  ...worldFiles(generateWorld(Number(seed))),
  "world.txt": `${unseen
    .slice(0, UNSEEN)
    .map(({ text }) => text)
    .join("\n\n")}\n`,
};
mkdirSync(out, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  writeFileSync(path.join(out, name), text);
  process.stdout.write(`${path.join(out, name)}: ${(text.length / 1e6).toFixed(1)} MB\n`);
}
