import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

const ROOT = path.join(import.meta.dirname, "../..");

/** A temporary folder with these files, removed after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "vitrine-script-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries({ "package.json": `{"type":"module"}`, ...files })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

export interface Outcome {
  readonly status: number | null;
  /** Everything printed. */
  readonly output: string;
}

/** Runs a program of this repository. */
export function runNode(args: readonly string[], cwd: string = ROOT): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** Runs a TypeScript file of this repository. */
export function runScript(file: string, ...args: readonly string[]): Outcome {
  return runNode(["--conditions=source", "--import", "tsx", path.join(ROOT, file), ...args]);
}
