import type { CompletionWords, FlagWords, Word } from "./words.ts";

/** The completion of fish, with what each word is about. */
export function fishCompletion({ commands, methods }: CompletionWords): string {
  const first = "not __fish_seen_subcommand_from $vitrine_commands";
  return [
    "# Completion for fish. Once: vitrine completion fish | source",
    "# For good: vitrine completion fish > ~/.config/fish/completions/vitrine.fish",
    `set -g vitrine_commands ${commands.map(({ name }) => name).join(" ")}`,
    "complete -c vitrine -f",
    ...commands.map((command) => word(first, command)),
    ...commands.flatMap((command) => {
      const seen = `__fish_seen_subcommand_from ${command.name}`;
      const names = command.arguments.map(({ name }) => name).join(" ");
      return [
        ...command.flags.map((one) => flag(seen, one)),
        ...command.arguments.map((one) =>
          word(`${seen}; and not __fish_seen_subcommand_from ${names}`, one),
        ),
      ];
    }),
    ...methods.flatMap(({ name, aliases, flags }) =>
      flags.map((one) =>
        flag(
          `__fish_seen_subcommand_from run; and __fish_seen_subcommand_from ${[name, ...aliases].join(" ")}`,
          one,
        ),
      ),
    ),
  ].join("\n");
}

function word(condition: string, { name, about }: Word): string {
  return `complete -c vitrine -n ${quoted(condition)} -a ${name}${aboutFlag(about)}`;
}

function flag(
  condition: string,
  { flag: name, about, isSwitch, values, files }: FlagWords,
): string {
  const takes = isSwitch ? "" : files ? " -r -F" : " -x";
  const words = values.length > 0 ? ` -a ${quoted(values.join(" "))}` : "";
  return `complete -c vitrine -n ${quoted(condition)} -l ${name.slice(2)}${takes}${words}${aboutFlag(about)}`;
}

function aboutFlag(about: string): string {
  return about === "" ? "" : ` -d ${quoted(about)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
