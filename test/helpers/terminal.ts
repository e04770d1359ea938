import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";

const MAIN = path.join(import.meta.dirname, "../../dist/cli/main.js");

export interface TerminalRun {
  readonly code: number | null;
  /** Everything that the terminal was sent, in order; `\n` for the line ends. */
  readonly screen: string;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where standard output goes instead of the terminal. */
  readonly stdout?: string;
  /** Called with everything on the screen so far; what it returns is typed. */
  readonly onScreen?: (screen: string) => string | null;
}

/**
 * Whether a terminal can be had here: util-linux's `script` makes one. It is part of every Debian and
 * most Linux systems; macOS has another program of this name.
 */
export function hasTerminal(): boolean {
  const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
  return (stdout ?? "").includes("util-linux");
}

/** Runs the built command line in a terminal of its own, in which keys can be typed. */
export function inTerminal(
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<TerminalRun> {
  const child = start(args, options);
  let screen = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const keys = options.onScreen?.(screen) ?? null;
    if (keys !== null) child.stdin?.write(keys);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, screen: screen.replaceAll("\r\n", "\n") }));
  });
}

function start(
  args: readonly string[],
  { columns = 80, cwd, env, stdout }: TerminalOptions,
): ChildProcess {
  const words = [process.execPath, MAIN, ...args].map(quoted).join(" ");
  const out = stdout === undefined ? "" : ` > ${quoted(stdout)}`;
  const line = `stty cols ${columns} rows 24; exec ${words}${out}`;
  return spawn("script", ["-qfec", line, "/dev/null"], {
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      TERM: "xterm-256color",
      SHELL: "/bin/sh",
      ...env,
    },
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
