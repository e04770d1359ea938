/**
 * Measures every subject, or those named, each in a process of its own, and prints one table.
 *
 *     npm run bench                   # all
 *     npm run bench -- forward sweep  # bench/forward.bench.ts, bench/sweep.bench.ts
 */
import { fork } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Bench, BenchRow } from "./shared/row.ts";
import { table } from "./shared/table.ts";

const SUFFIX = ".bench.ts";

if (process.send === undefined) await runAll(process.argv.slice(2));
else await runOne(process.argv[2]);

async function runAll(named: readonly string[]): Promise<void> {
  const subjects = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .filter((subject) => named.length === 0 || named.includes(subject));
  const rows: BenchRow[] = [];
  for (const subject of subjects) {
    console.error(`${subject} …`);
    rows.push(...(await inProcess(subject)));
  }
  console.log(table(rows));
}

function inProcess(subject: string): Promise<readonly BenchRow[]> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [subject], { execArgv: process.execArgv });
    let rows: readonly BenchRow[] | null = null;
    child.on("message", (message) => (rows = message as readonly BenchRow[]));
    child.on("exit", (code) => {
      if (rows !== null) resolve(rows);
      else reject(new Error(`bench: ${subject} ended with code ${code} and no rows.`));
    });
  });
}

async function runOne(subject: string): Promise<void> {
  const { bench } = (await import(path.join(import.meta.dirname, subject + SUFFIX))) as {
    readonly bench: Bench;
  };
  const rows = await bench();
  process.send!(rows, () => process.disconnect());
}
