import type { ArgsDef, CommandDef, SubCommandsDef } from "citty";
import { bundledModels } from "../../bundled/models.ts";
import { bundledTexts } from "../../bundled/texts.ts";
import { resultFormats } from "../../export/endings.ts";
import { registry } from "../../methods/registry.generated.ts";
import { suites } from "../../suites/registry.generated.ts";
import type { Text } from "../../view/text.ts";
import { familyTerms } from "../families.ts";
import { methodFlags } from "../method-flags.generated.ts";
import { BACKENDS } from "../open-model.ts";
import type { Shell } from "../shell.ts";

/** What may follow a flag: some words, files or folders too. Nothing for a switch. */
export interface FlagWords {
  readonly flag: string;
  readonly about: string;
  readonly isSwitch: boolean;
  readonly values: readonly string[];
  readonly files: boolean;
}

/** A word that completes, and what it is about. */
export interface Word {
  readonly name: string;
  readonly about: string;
}

export interface CommandWords extends Word {
  readonly flags: readonly FlagWords[];
  /** What its first argument may be. */
  readonly arguments: readonly Word[];
}

export interface MethodWords extends Word {
  readonly aliases: readonly string[];
  readonly flags: readonly FlagWords[];
}

/** All that a shell can complete. */
export interface CompletionWords {
  readonly commands: readonly CommandWords[];
  readonly methods: readonly MethodWords[];
}

export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Words of every command and method, from manifests alone: no method and no engine is loaded. */
export async function completionWords(
  commands: SubCommandsDef,
  text: Text,
  { language }: Pick<Shell, "language">,
): Promise<CompletionWords> {
  const methods = registry.map(({ id, title, aliases }): MethodWords => ({
    name: id,
    about: title[language],
    aliases,
    flags: methodFlags[id].map(({ flag, values, about }) => ({
      flag,
      about: about[language],
      isSwitch: false,
      values,
      files: false,
    })),
  }));
  const found: CommandWords[] = [];
  for (const name of Object.keys(commands)) {
    const { meta, args } = await commandNamed(name, commands);
    const about = text((meta as { readonly description: string }).description);
    found.push({ name, about, flags: flagsOf(args as ArgsDef, text), arguments: [] });
  }
  const help = { name: "help", about: text("cli.help.command"), flags: [] };
  const all = [...found, { ...help, arguments: found }];
  return { commands: all.map((one) => withArguments(one, methods)), methods };
}

/** Flags that are followed by nothing. */
export function switches(commands: readonly CommandWords[]): readonly string[] {
  const flags = commands.flatMap((command) => command.flags).filter((one) => one.isSwitch);
  return [...new Set(flags.map(({ flag }) => flag))];
}

/** Flags that are followed by a value, each once: commands that share a flag share its values. */
export function distinctFlags(commands: readonly CommandWords[]): readonly FlagWords[] {
  const flags = commands.flatMap((command) => command.flags).filter((one) => !one.isSwitch);
  return [...new Map(flags.map((one) => [one.flag, one])).values()];
}

function withArguments(command: CommandWords, methods: readonly MethodWords[]): CommandWords {
  const plain = (names: Iterable<string>): Word[] =>
    Array.from(names, (name) => ({ name, about: "" }));
  const found: Readonly<Record<string, readonly Word[] | undefined>> = {
    run: methods,
    score: methods,
    completion: plain(SHELLS),
    parity: plain(bundledModels.keys()),
    phantom: plain(["ask"]),
  };
  return { ...command, arguments: found[command.name] ?? command.arguments };
}

async function commandNamed(name: string, commands: SubCommandsDef): Promise<CommandDef> {
  const load = commands[name];
  return (await (typeof load === "function" ? load() : load)) as CommandDef;
}

function flagsOf(args: ArgsDef, text: Text): FlagWords[] {
  const flags = Object.entries(args).filter(([, { type }]) => type !== "positional");
  const help = {
    flag: "--help",
    about: text("cli.help"),
    isSwitch: true,
    values: [],
    files: false,
  };
  return [
    ...flags.map(([name, { type, description = "" }]) => ({
      flag: `--${name}`,
      about: text(description),
      isSwitch: type === "boolean",
      values: VALUES[name] ?? [],
      files: FILES.includes(name),
    })),
    help,
  ];
}

const FILES: readonly string[] = ["model", "model2", "texts", "labels", "suite", "out"];

const VALUES: Readonly<Record<string, readonly string[] | undefined>> = {
  model: [...bundledModels.keys()],
  model2: [...bundledModels.keys()],
  texts: [...bundledTexts.keys()],
  suite: suites.map(({ name }) => name),
  backend: BACKENDS,
  backends: BACKENDS,
  format: resultFormats.map((ending) => ending.slice(1)),
  fold: ["all", "ln", "centreWriting", "centreUnembed", "valueBiases"],
  lang: ["en", "zh"],
  family: Object.keys(familyTerms),
};
