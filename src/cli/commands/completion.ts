import type { ArgsDef, CommandDef, SubCommandsDef } from "citty";
import { translator } from "../../view/text.ts";
import { readArgs } from "../flags.ts";
import { cliMessages } from "../messages.ts";
import type { Shell } from "../shell.ts";
import { usageError } from "../usage-error.ts";

const ARGS = {
  shell: { type: "positional", description: "cli.completion.shell", required: false },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

const WHERE = "completion";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.completion" },
  args: ARGS,
  run: ({ rawArgs, data }) => printCompletion(rawArgs, data as ShellWithCommands),
};

/** Commands come with the shell: this one is among them and cannot import them. */
interface ShellWithCommands extends Shell {
  readonly commands: SubCommandsDef;
}

async function printCompletion(
  rawArgs: readonly string[],
  shell: ShellWithCommands,
): Promise<void> {
  const { shell: name } = readArgs(WHERE, rawArgs, ARGS);
  const { completionWords, SHELLS } = await import("../completion/words.ts");
  if (name === undefined) {
    const details = { name: SHELLS.join("|"), command: "vitrine completion --help" };
    throw usageError(WHERE, "cli.error.missing", details);
  }
  const words = await completionWords(
    shell.commands,
    translator(shell.language, cliMessages),
    shell,
  );
  switch (name) {
    case "bash":
      return shell.print((await import("../completion/bash.ts")).bashCompletion(words));
    case "zsh":
      return shell.print((await import("../completion/zsh.ts")).zshCompletion(words));
    case "fish":
      return shell.print((await import("../completion/fish.ts")).fishCompletion(words));
  }
  throw usageError(WHERE, "cli.error.shell", { name, choices: SHELLS });
}
