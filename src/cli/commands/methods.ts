import type { ArgsDef, CommandDef } from "citty";
import { registry } from "../../methods/registry.generated.ts";
import { translator } from "../../view/text.ts";
import { readArgs } from "../flags.ts";
import { columns, heading, muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import type { Shell } from "../shell.ts";

const ARGS = {
  find: { type: "string", description: "cli.methods.find", valueHint: "WORD" },
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

export const command: CommandDef = {
  meta: { name: "methods", description: "cli.methods" },
  args: ARGS,
  run: ({ rawArgs, data }) => listMethods(rawArgs, data as Shell),
};

type Entry = (typeof registry)[number];

function listMethods(rawArgs: readonly string[], shell: Shell): void {
  const args = readArgs("methods", rawArgs, ARGS);
  const found = registry.filter((entry) => matches(entry, args.find));
  if (args.json === true) {
    const listings = found.map(({ load: _load, ...listing }) => listing);
    return shell.print(JSON.stringify({ schema: 1, methods: listings }));
  }
  const text = translator(shell.language, cliMessages);
  if (found.length === 0) return shell.print(text("cli.methods.none", { name: args.find ?? "" }));
  const families = [...new Set(found.map(({ family }) => family))];
  const blocks = families.map((family) =>
    [
      heading(family, shell),
      ...columns(
        found.filter((entry) => entry.family === family).map((entry) => line(entry, shell)),
        shell,
      ),
    ].join("\n"),
  );
  shell.print([...blocks, muted(text("cli.methods.more"), shell)].join("\n\n"));
}

function line({ id, title, aliases }: Entry, { language }: Shell): readonly [string, string] {
  const also = aliases.length === 0 ? "" : ` (${aliases.join(", ")})`;
  return [id, title[language] + also];
}

function matches({ id, title, aliases, paper }: Entry, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const names = [id, title.en, title.zh, ...aliases, paper?.cite ?? ""];
  return names.some((name) => name.toLowerCase().includes(wanted.toLowerCase()));
}
