/**
 * Writes the world's texts, annotations and truth.
 *
 *     npm run phantom:world -- --out DIR [--seed N]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { VitrineError } from "vitrine";
import { worldFiles } from "./files.ts";
import { generateWorld, WORLD_SEED } from "./world.ts";

const { out, seed } = parseArgs({
  options: { out: { type: "string" }, seed: { type: "string", default: String(WORLD_SEED) } },
}).values;
if (out === undefined || !/^\d+$/.test(seed)) {
  throw new VitrineError(
    "BAD_INPUT",
    `phantom:world: wrong options; expected --out DIR and a whole --seed, got --out ${out} --seed ${seed}.`,
  );
}
mkdirSync(out, { recursive: true });
for (const [name, text] of Object.entries(worldFiles(generateWorld(Number(seed))))) {
  writeFileSync(path.join(out, name), text);
  process.stdout.write(`${path.join(out, name)}: ${(text.length / 1e6).toFixed(1)} MB\n`);
}
