import type { ArgsDef, CommandDef, CommandMeta } from "citty";
import { version } from "../version.ts";
import { translator } from "../view/text.ts";
import { wrapText } from "../view/text-width.ts";
import { commands } from "./commands.generated.ts";
import { firstArgument } from "./flags.ts";
import { flagEntry } from "./flag-entry.ts";
import { columns, type Entry, heading, muted } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import type { Shell } from "./shell.ts";

/** What `vitrine` alone says: three things to try. */
export function welcome(shell: Shell): string {
  const text = translator(shell.language, cliMessages);
  const tries = [
    [`vitrine inspect "Once upon a time, there was a little girl named Lily."`, "cli.try.inspect"],
    [`vitrine methods --find attention`, "cli.try.find"],
    [`vitrine --help`, "cli.try.help"],
  ] as const;
  return [
    heading(`vitrine ${version}`, shell),
    ...wrapText(text("cli.about"), shell.width),
    "",
    text("cli.try"),
    "",
    ...tries.flatMap(([line, id]) => [`  ${line}`, `    ${muted(text(id), shell)}`]),
  ].join("\n");
}

/** What `vitrine --help` says. */
export async function overview(shell: Shell): Promise<string> {
  const text = translator(shell.language, cliMessages);
  const entries: Entry[] = [];
  for (const name of inOrder(Object.keys(commands))) {
    const { description } = await metaOf(name);
    entries.push([name, text(description ?? "")]);
  }
  entries.push(["help", text("cli.help.command")]);
  return [
    heading(`vitrine ${version}`, shell),
    ...wrapText(text("cli.about"), shell.width),
    "",
    heading(text("cli.commands"), shell),
    ...columns(entries, shell),
    "",
    heading(text("cli.options"), shell),
    ...columns(
      [
        ["--help", text("cli.help")],
        ["--version", text("cli.version")],
        ["--lang en|zh", text("cli.flag.lang")],
        ["--debug", text("cli.flag.debug")],
      ],
      shell,
    ),
    "",
    heading(text("cli.environment"), shell),
    ...columns(
      [
        ["LC_ALL, LC_MESSAGES, LANG", text("cli.environment.lang")],
        ["NO_COLOR, FORCE_COLOR=1|2|3", text("cli.environment.color")],
      ],
      shell,
    ),
    "",
    heading(text("cli.exit"), shell),
    ...columns(
      [
        ["0", text("cli.exit.done")],
        ["1", text("cli.exit.failed")],
        ["2", text("cli.exit.misused")],
        ["130", text("cli.exit.interrupted")],
      ],
      shell,
    ),
    "",
    ...wrapText(text("cli.more"), shell.width),
  ].join("\n");
}

/** What `vitrine COMMAND --help` says; `run METHOD --help` is about the method. */
export async function commandUsage(
  command: CommandDef,
  rest: readonly string[],
  shell: Shell,
): Promise<string> {
  const meta = (await resolved(command.meta)) ?? {};
  const args = (await resolved(command.args)) ?? {};
  const words = rest.filter((word) => word !== "--help" && word !== "-h");
  const subject = firstArgument(words, args);
  if (meta.name === "run" && subject !== undefined) {
    const { methodUsage } = await import("./method-usage.ts");
    return methodUsage(subject, shell);
  }
  return usageOf(meta, args, shell);
}

function usageOf(meta: CommandMeta, args: ArgsDef, shell: Shell): string {
  const text = translator(shell.language, cliMessages);
  const all = Object.entries(args);
  const positional = all.filter(([, { type }]) => type === "positional");
  const flags = all.filter(([, { type }]) => type !== "positional");
  const names = positional.map(([name]) => name.toUpperCase());
  return [
    `${text("cli.usage")}${text("cli.colon")}vitrine ${[meta.name, ...names].join(" ")} ${text("cli.usage.options")}`,
    "",
    ...wrapText(text(meta.description ?? ""), shell.width),
    ...section(
      "cli.arguments",
      positional.map(([name, arg]) => [name.toUpperCase(), text(arg.description ?? "")]),
      shell,
    ),
    ...section(
      "cli.options",
      flags.map(([name, arg]) => flagEntry(name, arg, text)),
      shell,
    ),
  ].join("\n");
}

function section(title: string, entries: readonly Entry[], shell: Shell): string[] {
  if (entries.length === 0) return [];
  const text = translator(shell.language, cliMessages);
  return ["", heading(text(title), shell), ...columns(entries, shell)];
}

/** What people come for first; the rest by name. */
const FIRST: readonly string[] = ["inspect", "run", "methods", "models"];

function inOrder(names: readonly string[]): readonly string[] {
  return [...FIRST, ...names.filter((name) => !FIRST.includes(name)).sort()];
}

async function metaOf(name: string): Promise<CommandMeta> {
  const load = commands[name];
  const command = (await (typeof load === "function" ? load() : load)) as CommandDef;
  return (await resolved(command.meta)) ?? {};
}

async function resolved<T>(
  value: T | Promise<T> | (() => T | Promise<T>) | undefined,
): Promise<T | undefined> {
  return typeof value === "function" ? await (value as () => T | Promise<T>)() : await value;
}
