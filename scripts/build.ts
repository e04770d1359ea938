/**
 * Compiles what changed in src/ to dist/, and removes the output of sources that are gone.
 *
 *     npm run build
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
if (status === 0) removeOrphans();

function removeOrphans(): void {
  const dist = path.join(root, "dist");
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const source = file.replace(/(\.d\.ts|\.js)$/, ".ts");
    if (source === file || existsSync(path.join(root, "src", source))) continue;
    rmSync(path.join(dist, file));
  }
}
