/**
 * Writes the folders of the wired models.
 *
 *     npm run phantom:wired
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { wiredFiles, wiredFolders } from "./files.ts";

const models = path.join(import.meta.dirname, "../../models");

for (const folder of wiredFolders) {
  const place = path.join(models, folder.name);
  mkdirSync(place, { recursive: true });
  for (const [file, bytes] of wiredFiles(folder)) writeFileSync(path.join(place, file), bytes);
  process.stdout.write(`${path.relative(process.cwd(), place)}\n`);
}
