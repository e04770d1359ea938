import { spawn } from "node:child_process";
import path from "node:path";
import { median } from "./shared/interleave.ts";
import type { Bench } from "./shared/row.ts";

const MAIN = path.join(import.meta.dirname, "../dist/cli/main.js");
const TEXT = "Once upon a time, there was a little girl named Lily.";
const ROUNDS = 5;

interface Outcome {
  readonly firstLine: number;
  readonly whole: number;
}

/** The main job as a user starts it: one process, from start to end. */
export const bench: Bench = async () => {
  const outcomes: Outcome[] = [];
  for (let round = 0; round < ROUNDS; round++) outcomes.push(await inspect());
  const row = (what: string, target: number, values: readonly number[]) =>
    ({
      what: `inspect on stories260k, ${what}`,
      unit: "s",
      target,
      min: Math.min(...values) / 1000,
      median: median(values) / 1000,
    }) as const;
  return [
    row(
      "whole process",
      3,
      outcomes.map(({ whole }) => whole),
    ),
    row(
      "first line",
      0.5,
      outcomes.map(({ firstLine }) => firstLine),
    ),
  ];
};

function inspect(): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let firstLine: number | null = null;
    const child = spawn(process.execPath, [MAIN, "inspect", TEXT], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const see = (chunk: Buffer): void => {
      if (chunk.includes("\n")) firstLine ??= performance.now() - started;
    };
    child.stdout.on("data", see);
    child.stderr.on("data", see);
    child.on("exit", (code) => {
      if (code === 0 && firstLine !== null) {
        resolve({ firstLine, whole: performance.now() - started });
      } else reject(new Error(`bench: inspect ended with code ${code}.`));
    });
  });
}
