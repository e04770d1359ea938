import { type CommandDef, runCommand } from "citty";
import { nearest, VitrineError, type ErrorCode } from "../errors.ts";
import { errorText } from "../view/error-text.ts";
import { version } from "../version.ts";
import { type Language, translator } from "../view/text.ts";
import { commands } from "./commands.generated.ts";
import { readChoiceFlag, valueOf } from "./flags.ts";
import { INTERRUPTED, onInterrupt } from "./interrupt.ts";
import { cliMessages } from "./messages.ts";
import { openShell, type Shell } from "./shell.ts";
import { commandUsage, overview, welcome } from "./usage.ts";
import { usageError } from "./usage-error.ts";
import { suiteMessages } from "../suites/messages.ts";
import { usageMessages } from "./usage-messages.ts";

/** What a process ends with. */
const EXIT = { done: 0, failed: 1, misused: 2, interrupted: INTERRUPTED } as const;

const LANGUAGES = ["en", "zh"] as const;

/** Errors that the command line itself is to blame for. */
const MISUSE: readonly ErrorCode[] = ["BAD_OPTION", "BAD_TARGET", "BAD_EDIT", "UNKNOWN_NAME"];

/**
 * Runs a command line to its end.
 *
 * @returns The exit code: 0 done, 1 failed, 2 wrong command line, 130 stopped by Ctrl-C.
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  tolerateClosedPipes();
  const controller = new AbortController();
  const language = valueOf(argv, "--lang");
  const shell = openShell({ language, signal: controller.signal });
  const release = onInterrupt(process, controller);
  try {
    checkLanguage(argv, language);
    await dispatch(argv, shell);
    return controller.signal.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    return reportError(error, argv.includes("--debug"), shell);
  } finally {
    release();
  }
}

async function dispatch(argv: readonly string[], shell: Shell): Promise<void> {
  const [name, ...rest] = globalsLast(argv);
  if (name === undefined) return shell.print(welcome(shell));
  if (name === "--version" || name === "-v") return shell.print(version);
  if (name === "--help" || name === "-h") return shell.print(await overview(shell));
  if (name === "help") return help(rest, shell);
  const command = await commandNamed(name);
  if (asksForHelp(rest)) return shell.print(await commandUsage(command, rest, shell));
  await runCommand(command, { rawArgs: rest, data: { ...shell, commands } });
}

/** The command first: `--lang` and `--debug` may stand before it. */
function globalsLast(argv: readonly string[]): readonly string[] {
  const taken = argv[0] === "--lang" ? 2 : /^--(?:lang=|debug$)/.test(argv[0] ?? "") ? 1 : 0;
  if (taken === 0) return argv;
  const [name, ...rest] = globalsLast(argv.slice(taken));
  return name === undefined ? [] : [name, ...argv.slice(0, taken), ...rest];
}

function checkLanguage(argv: readonly string[], language: string | undefined): void {
  if (language !== undefined) readChoiceFlag("vitrine", "--lang", LANGUAGES, language);
  else if (argv.at(-1) === "--lang") {
    throw usageError("vitrine", "cli.error.flag.value", { flag: "--lang" });
  }
}

async function help([name, ...rest]: readonly string[], shell: Shell): Promise<void> {
  if (name === undefined) return shell.print(await overview(shell));
  shell.print(await commandUsage(await commandNamed(name), rest, shell));
}

async function commandNamed(name: string): Promise<CommandDef> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (typeof load === "function") return (await load()) as CommandDef;
  throw await unknownCommand(name);
}

/** Beginners give a flag, a text or a method where a command belongs. */
async function unknownCommand(name: string): Promise<VitrineError> {
  if (name.startsWith("-")) return usageError("vitrine", "cli.error.flag", { flag: name });
  if (/\s/.test(name)) return usageError("vitrine", "cli.error.command.text", { name });
  const { registry } = await import("../methods/registry.generated.ts");
  if (registry.some(({ id, aliases }) => id === name || aliases.includes(name))) {
    return usageError("vitrine", "cli.error.command.method", { name });
  }
  const candidates = nearest(name, Object.keys(commands), 2);
  return usageError("vitrine", "cli.error.command", { name, candidates });
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === "--help" || arg === "-h");
}

function reportError(error: unknown, debug: boolean, shell: Shell): number {
  const text = translator(shell.language, cliMessages);
  if (error instanceof VitrineError && error.code === "ABORTED") {
    const said =
      error.id === null ? text("cli.stopped.early") : errorText(error, shell.language, cliMessages);
    shell.note(`${said}\n`);
    return EXIT.interrupted;
  }
  const detail = debug && error instanceof Error ? `\n${error.stack ?? ""}${causes(error)}` : "";
  const line = errorLine(error, shell).replaceAll("\n", " ");
  shell.note(`vitrine: ${line}${detail}\n`);
  return error instanceof VitrineError && MISUSE.includes(error.code) ? EXIT.misused : EXIT.failed;
}

/** One line, in the reader's language as far as there are words for it. */
function errorLine(error: unknown, { language }: Shell): string {
  if (!(error instanceof VitrineError)) {
    const message = error instanceof Error ? error.message : String(error);
    return translator(language, cliMessages)("cli.error.unexpectedFailure", { message });
  }
  const { where } = error.details;
  const isOwn = error.id?.startsWith("cli.") === true && where !== undefined && where !== "vitrine";
  const said = errorText(error, language, usageMessages, suiteMessages);
  return `${isOwn ? `${String(where)}: ` : ""}${said}${searchHint(error, language)}`;
}

/** Where a method that is not here, or goes by another name, may be found. */
function searchHint({ id, details }: VitrineError, language: Language): string {
  if (id !== "error.unknown-name" || details.kind !== "method") return "";
  const name = String(details.name);
  const words = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return translator(language, cliMessages)("cli.hint.find", { words });
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `\n${error.cause.stack ?? ""}${causes(error.cause)}` : "";
}

/** A reader that has seen enough (`| head`) is no error. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(EXIT.done);
      throw error;
    });
  }
}
