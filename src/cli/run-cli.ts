import { type CommandDef, runCommand } from "citty";
import { nearest, VitrineError, type ErrorCode } from "../errors.ts";
import { version } from "../version.ts";
import { translator } from "../view/text.ts";
import { commands } from "./commands.generated.ts";
import { usageError, valueOf } from "./flags.ts";
import { cliMessages } from "./messages.ts";
import { openShell, type Shell } from "./shell.ts";
import { commandUsage, overview, welcome } from "./usage.ts";

/** What a process ends with. */
const EXIT = { done: 0, failed: 1, misused: 2, interrupted: 130 } as const;

const LANGUAGES: readonly string[] = ["en", "zh"];

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
  const release = onInterrupt(controller);
  try {
    checkLanguage(language);
    await dispatch(argv, shell);
    return controller.signal.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    return reportError(error, argv.includes("--debug"), shell);
  } finally {
    release();
  }
}

async function dispatch(argv: readonly string[], shell: Shell): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined) return shell.print(welcome(shell));
  if (name === "--version" || name === "-v") return shell.print(version);
  if (name === "--help" || name === "-h") return shell.print(await overview(shell));
  if (name === "help") return help(rest[0], shell);
  const command = await commandNamed(name, shell);
  if (asksForHelp(rest)) return shell.print(await commandUsage(command, rest, shell));
  await runCommand(command, { rawArgs: rest, data: shell });
}

function checkLanguage(language: string | undefined): void {
  if (language === undefined || LANGUAGES.includes(language)) return;
  throw usageError("vitrine", `--lang expects ${LANGUAGES.join(" or ")}, got "${language}".`);
}

async function help(name: string | undefined, shell: Shell): Promise<void> {
  if (name === undefined) return shell.print(await overview(shell));
  shell.print(await commandUsage(await commandNamed(name, shell), [], shell));
}

async function commandNamed(name: string, shell: Shell): Promise<CommandDef> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (typeof load === "function") return (await load()) as CommandDef;
  const text = translator(shell.language, cliMessages);
  const close = nearest(name, Object.keys(commands), 2).join(", ");
  const hint = close === "" ? "" : text("cli.error.didYouMean", { names: close });
  throw usageError("vitrine", text("cli.error.noCommand", { name, hint }));
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === "--help" || arg === "-h");
}

function reportError(error: unknown, debug: boolean, shell: Shell): number {
  if (isAbort(error)) {
    shell.note(`${translator(shell.language, cliMessages)("cli.stopped.early")}\n`);
    return EXIT.interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  const detail = debug && error instanceof Error ? `\n${error.stack ?? ""}${causes(error)}` : "";
  const line = message.replaceAll("\n", " ").replace(/^vitrine: /, "");
  shell.note(`vitrine: ${line}${detail}\n`);
  return error instanceof VitrineError && MISUSE.includes(error.code) ? EXIT.misused : EXIT.failed;
}

function isAbort(error: unknown): boolean {
  return error instanceof VitrineError && error.code === "ABORTED";
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `\n${error.cause.stack ?? ""}${causes(error.cause)}` : "";
}

/** The first Ctrl-C asks the work to stop, the second ends the process. */
function onInterrupt(controller: AbortController): () => void {
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on("SIGINT", stop);
  return () => process.off("SIGINT", stop);
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
