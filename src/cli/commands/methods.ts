import type { ArgsDef, CommandDef } from "citty";
import { type MethodEntry, registry } from "../../methods/registry.generated.ts";
import { type Text, translator } from "../../view/text.ts";
import { wrapText } from "../../view/text-width.ts";
import { familyTerms } from "../families.ts";
import { familyMessages } from "../family-messages.ts";
import { readArgs, readChoiceFlag } from "../flags.ts";
import { columns, heading, muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import { type Found, searchMethods } from "../method-search.ts";
import type { Shell } from "../shell.ts";

const ARGS = {
  find: { type: "string", description: "cli.methods.find", valueHint: "WORDS" },
  family: { type: "string", description: "cli.methods.family", valueHint: "NAME" },
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

const WHERE = "methods";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.methods" },
  args: ARGS,
  run: ({ rawArgs, data }) => listMethods(rawArgs, data as Shell),
};

function listMethods(rawArgs: readonly string[], shell: Shell): void {
  const { find, family, json } = readArgs(WHERE, rawArgs, ARGS);
  if (family !== undefined) readChoiceFlag(WHERE, "--family", Object.keys(familyTerms), family);
  const among = registry.filter((entry) => family === undefined || entry.family === family);
  const found: Found =
    find === undefined ? { methods: among, closest: [], family: null } : searchMethods(among, find);
  if (json === true) return shell.print(JSON.stringify(foundJson(found)));
  const text = translator(shell.language, cliMessages, familyMessages);
  const listed =
    found.methods.length > 0
      ? listing(found.methods, text, shell)
      : nothingFound(found, missing(find, family, text), text, shell);
  shell.print(`${listed}\n\n${muted(text("cli.methods.more"), shell)}`);
}

function foundJson({ methods, closest }: Found): object {
  const plain = ({ load: _load, ...entry }: MethodEntry): object => entry;
  return {
    schema: 1,
    methods: methods.map(plain),
    ...(closest.length > 0 && { closest: closest.map(plain) }),
  };
}

/** Methods by family, in the order of the families' names; best matches first within each. */
function listing(methods: readonly MethodEntry[], text: Text, shell: Shell): string {
  const families = [...new Set(methods.map(({ family }) => family))];
  const blocks = families.map((family) => {
    const members = methods.filter((entry) => entry.family === family);
    const title = wrapText(text(`family.${family}`), shell.width);
    const entries = members.map((entry) => line(entry, text, shell));
    return [...title.map((part) => heading(part, shell)), ...columns(entries, shell)].join("\n");
  });
  return blocks.join("\n\n");
}

/** What is not here: a method by that name, or any of the family. */
function missing(name: string | undefined, family: string | undefined, text: Text): string {
  if (name !== undefined) return text("cli.methods.none", { name });
  return text("cli.methods.empty", { family: text(`family.${family ?? ""}`) });
}

function nothingFound(
  { closest, family }: Found,
  reason: string,
  text: Text,
  shell: Shell,
): string {
  const said = [
    reason,
    ...(family === null ? [] : [text("cli.methods.kin", { family: text(`family.${family}`) })]),
    ...(closest.length === 0 ? [text("cli.methods.all")] : []),
  ];
  const words = wrapText(said.join(shell.language === "zh" ? "" : " "), shell.width);
  if (closest.length === 0) return words.join("\n");
  const entries = closest.map((entry) => line(entry, text, shell));
  const title = heading(text("cli.methods.closest"), shell);
  return [...words, "", title, ...columns(entries, shell)].join("\n");
}

function line(
  { id, title, about, aliases }: MethodEntry,
  text: Text,
  { language }: Shell,
): readonly [string, string, string] {
  const also =
    aliases.length === 0 ? "" : text("cli.aliases", { names: aliases.join(text("cli.comma")) });
  const gap = language === "zh" ? "。" : ". ";
  return [id, `${title[language]}${gap}${about[language]}`, also];
}
