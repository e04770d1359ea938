import type { Method } from "../methods/define.ts";
import { flagName, optionToText } from "../methods/option-text.ts";
import type { OptionSchema } from "../methods/options.ts";
import { loadMethod } from "../methods/registry.ts";
import { type Text, translator } from "../view/text.ts";
import { errorMessages } from "../view/error-messages.ts";
import { textWidth, wrapText } from "../view/text-width.ts";
import { flagEntry } from "./flag-entry.ts";
import { columns, type Entry, heading, labelled } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import { COMMON_ARGS } from "./method-call.ts";
import { acceptedBy, placeholderOf } from "./option-flags.ts";
import type { Shell } from "./shell.ts";
import { formFlags } from "./subject-flags.ts";

/** What `vitrine run METHOD --help` says, from the method's own record. */
export async function methodUsage(name: string, shell: Shell): Promise<string> {
  const method = await loadMethod(name);
  const text = translator(shell.language, method.messages, cliMessages, errorMessages);
  const own = Object.entries(method.options).map(([option, schema]) =>
    optionEntry(option, schema, text),
  );
  const common = Object.entries(COMMON_ARGS).map(([flag, arg]) => flagEntry(flag, arg, text));
  return [
    ...usageLine(method, text, shell),
    "",
    heading(method.title[shell.language], shell),
    ...wrapText(text("about"), shell.width),
    "",
    ...labelled(facts(method, text), shell),
    ...block("cli.method.options", own, text, shell),
    ...block("cli.method.common", common, text, shell),
    "",
    heading(text("cli.example"), shell),
    ...exampleLines(method, shell.width).map((line) => `  ${line}`),
  ].join("\n");
}

/** The command with the flags of the method's first form. */
function usageLine(method: Method, text: Text, { width }: Shell): readonly string[] {
  const [form] = formFlags(method);
  const words = ["vitrine run", method.id, form.split(" | ")[0], text("cli.usage.options")];
  const line = words.filter((word) => word !== "").join(" ");
  return wrapText(`${text("cli.usage")}${text("cli.colon")}${line}`, width);
}

/**
 * The command that runs a method's example, on lines of at most `width` cells that a shell reads as
 * one. A text that is longer stays whole.
 */
export function exampleLines(method: Pick<Method, "id" | "example">, width: number): string[] {
  const [first, ...flags] = exampleWords(method);
  const room = width - 4;
  const lines: string[] = [];
  let line = first;
  for (const flag of flags) {
    if (textWidth(`${line} ${flag}`) <= room) {
      line += ` ${flag}`;
      continue;
    }
    lines.push(`${line} \\`);
    line = `  ${flag}`;
  }
  return [...lines, line];
}

/** `vitrine run ID`, then each flag with its value. */
function exampleWords({ id, example }: Pick<Method, "id" | "example">): readonly string[] {
  const { subject, options = {} } = example;
  const flags = [...Object.entries(subject), ...Object.entries(options)].flatMap(([name, value]) =>
    flagWords(name, value),
  );
  return [`vitrine run ${id}`, ...flags];
}

function facts(method: Method, text: Text): [string, readonly string[]][] {
  const { aliases, paper, needs } = method;
  const forms = formFlags(method).map((flags) => (flags === "" ? text("cli.takes.none") : flags));
  return [
    ...(paper === null ? [] : [fact("cli.paper", [paper.cite, paper.url])]),
    ...(aliases.length === 0 ? [] : [fact("cli.alias", [aliases.join(text("cli.comma"))])]),
    fact("cli.takes", forms),
    ...(needs.length === 0
      ? []
      : [
          fact("cli.needs", [
            needs.map((need) => text(`error.need.${need}`)).join(text("cli.comma")),
          ]),
        ]),
  ];

  function fact(id: string, lines: readonly string[]): [string, readonly string[]] {
    return [text(id), lines];
  }
}

function block(title: string, entries: readonly Entry[], text: Text, shell: Shell): string[] {
  if (entries.length === 0) return [];
  return ["", heading(text(title), shell), ...columns(entries, shell)];
}

function optionEntry(name: string, schema: OptionSchema, text: Text): Entry {
  const { id, params } = acceptedBy(schema);
  const said = Object.entries(params).map(([blank, value]) => [
    blank,
    typeof value === "number" ? value : value.join(text("cli.comma")),
  ]);
  const unit =
    "unit" in schema && schema.unit !== undefined
      ? text("cli.unit", { unit: text(schema.unit) })
      : "";
  const accepted =
    text(id, Object.fromEntries(said) as Record<string, string | number>).trim() + unit;
  const note = [accepted, presetWords(schema, text)].filter((part) => part !== "");
  return [
    `${flagName(name)} ${placeholderOf(schema)}`,
    text(`option.${name}`),
    note.join(text("cli.semicolon")),
  ];
}

function presetWords(schema: OptionSchema, text: Text): string {
  if (schema.default === undefined) return text("cli.required");
  if (schema.default === null) return "";
  return text("cli.default", { value: optionToText(schema, schema.default) });
}

/** A field of an example as the flag that says the same. */
function flagWords(name: string, value: unknown): string[] {
  if (Array.isArray(value) && (name === "input" || name === "texts")) {
    return value.map((entry) => `--text ${quoted(entry)}`);
  }
  return [`${name === "input" ? "--text" : flagName(name)} ${quoted(value)}`];
}

/** A word that any shell reads as it is: in double quotes, or in single ones where it has double. */
function quoted(value: unknown): string {
  const word =
    typeof value === "string"
      ? value
      : Array.isArray(value)
        ? value.join(",")
        : JSON.stringify(value);
  if (/^[\w./:,=-]+$/.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
