import type { ColourDepth } from "../view/ansi.ts";
import type { Language } from "../view/text.ts";

/** What a command knows about where it runs, and how it speaks. */
export interface Shell {
  readonly language: Language;
  /** Columns of the terminal, 80 where there is none. */
  readonly width: number;
  /** Colours that standard output shows. */
  readonly depth: ColourDepth;
  /** Whether the terminal's ground is light, as far as it says. */
  readonly ground: "light" | "dark";
  /** Whether somebody watches standard error, on a terminal where a line can be taken back. */
  readonly watched: boolean;
  /** Columns of the terminal of standard error, as they are now. */
  readonly noteWidth: () => number;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
  /** Writes to standard output, as it is. */
  readonly write: (text: string) => void;
  /** Writes to standard error, as it is. */
  readonly note: (text: string) => void;
}

export interface ShellOptions {
  readonly language?: string | undefined;
  readonly signal: AbortSignal;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The shell of this process. */
export function openShell({ language, signal }: ShellOptions): Shell {
  const { stdout, stderr, env } = process;
  return {
    language: languageOf(language, env),
    width: Math.max(40, Math.min(stdout.columns ?? 80, 120)),
    depth: colourDepth(stdout, env),
    ground: /;(7|15)$/.test(env.COLORFGBG ?? "") ? "light" : "dark",
    watched: stderr.isTTY && env.TERM !== "dumb",
    noteWidth: () => stderr.columns ?? 80,
    signal,
    print: (line) => void stdout.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
  };
}

/** The language asked for, else that of the environment; English where neither says. */
export function languageOf(asked: string | undefined, env: Environment): Language {
  if (asked === "en" || asked === "zh") return asked;
  // An empty variable is one that is not set (POSIX).
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => (value ?? "") !== "");
  return /^zh/i.test(locale ?? "") ? "zh" : "en";
}

/** `NO_COLOR` and `FORCE_COLOR` decide; else what the terminal can do. */
export function colourDepth(
  stream: { readonly isTTY?: boolean; readonly getColorDepth?: (env?: object) => number },
  env: Environment,
): ColourDepth {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) {
    if (forced === "0" || forced === "false") return "none";
    return forced === "3" ? "truecolor" : "256";
  }
  if ((env.NO_COLOR ?? "") !== "" || stream.isTTY !== true) return "none";
  const bits = stream.getColorDepth?.(env) ?? 1;
  return bits >= 24 ? "truecolor" : bits >= 8 ? "256" : "none";
}
