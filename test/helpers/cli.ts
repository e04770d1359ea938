import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const MAIN = path.join(import.meta.dirname, "../../dist/cli/main.js");

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input. */
  readonly input?: string;
  /** Called with everything on standard output so far. */
  readonly onOutput?: (text: string, child: ChildProcess) => void;
}

/** Runs the built command line in a process of its own, without this one's colors and language. */
export function vitrine(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...options.env };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: options.cwd, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    options.onOutput?.(stdout, child);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (stderr += text));
  child.stdin.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
