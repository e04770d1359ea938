/**
 * Writes the git-ignored manifests that make "to add a thing is to add one file" true.
 *
 *     npm run gen [-- ROOT]
 */
import path from "node:path";
import { generateArchitectures } from "./gen/architectures.ts";
import { generateCommands } from "./gen/commands.ts";
import { GenError } from "./gen/files.ts";
import { checkCatalogues } from "./gen/messages.ts";
import { generateMethods } from "./gen/methods.ts";
import { generateOps } from "./gen/ops.ts";
import { generateSuites } from "./gen/suites.ts";
import { generateViewer } from "./gen/viewer.ts";

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, ".."));

try {
  // Methods after the tables of ops and architectures, which reading them loads.
  for (const generate of [
    generateOps,
    generateArchitectures,
    generateSuites,
    generateCommands,
    generateMethods,
    generateViewer,
  ]) {
    await generate(root);
  }
  // Last: messages are read from modules that may import any manifest.
  await checkCatalogues(root);
} catch (error) {
  if (!(error instanceof GenError)) throw error;
  process.stderr.write(`gen: ${error.message}\n`);
  process.exitCode = 1;
}
