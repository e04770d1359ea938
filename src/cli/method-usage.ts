import type { Method } from "../methods/define.ts";
import { flagName, optionToText } from "../methods/option-text.ts";
import { OPTION_KINDS } from "../methods/option-kinds.ts";
import type { OptionSchema } from "../methods/options.ts";
import { loadMethod } from "../methods/registry.ts";
import type { Takes } from "../methods/subject.ts";
import { type Text, translator } from "../view/text.ts";
import { wrapText } from "../view/text-width.ts";
import { columns, heading } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import type { Shell } from "./shell.ts";

/** What `vitrine run METHOD --help` says, from the method's own record. */
export async function methodUsage(name: string, shell: Shell): Promise<string> {
  const method = await loadMethod(name);
  const text = translator(shell.language, method.messages, cliMessages);
  const entries = Object.entries(method.options).map(
    ([option, schema]) => [flagName(option), optionWords(option, schema, text)] as const,
  );
  return [
    `${text("cli.usage")}: vitrine run ${method.id} [--…]`,
    "",
    heading(method.title[shell.language], shell),
    ...facts(method, text).flatMap((fact) => wrapText(fact, shell.width)),
    ...(entries.length === 0
      ? []
      : ["", heading(text("cli.method.options"), shell), ...columns(entries, shell)]),
    "",
    heading(text("cli.example"), shell),
    `  ${exampleCommand(method)}`,
  ].join("\n");
}

/** The command that runs a method's example. */
export function exampleCommand({ id, example }: Pick<Method, "id" | "example">): string {
  const { subject, options = {} } = example;
  const flags = [...Object.entries(subject), ...Object.entries(options)].flatMap(([name, value]) =>
    flagWords(name, value),
  );
  return ["vitrine run", id, ...flags].join(" ");
}

function facts(method: Method, text: Text): string[] {
  const { aliases, paper, takes, needs } = method;
  return [
    ...(paper === null ? [] : [`${paper.cite} ${paper.url}`]),
    ...(aliases.length === 0 ? [] : [text("cli.aliases", { names: aliases.join(", ") })]),
    text("cli.takes", { forms: takes.map(formWords).join(" | ") }),
    ...(needs.length === 0 ? [] : [text("cli.needs", { needs: needs.join(", ") })]),
  ];
}

const INPUT_FLAGS: Readonly<Record<Takes["input"], string>> = {
  none: "",
  text: "--text | --ids",
  texts: "--texts FILE",
  pair: "--clean … --corrupted …",
  suite: "--suite NAME",
  labelled: "--texts FILE --labels FILE",
  arrays: "",
};

function formWords({ models, input }: Takes): string {
  const model = ["", "--model", "--model --model2"][models];
  return [model, INPUT_FLAGS[input]].filter((words) => words !== "").join(" ");
}

function optionWords(name: string, schema: OptionSchema, text: Text): string {
  const words = text(`option.${name}`);
  const accepted = OPTION_KINDS[schema.kind].describe(schema);
  const preset =
    schema.default === undefined
      ? text("cli.required")
      : schema.default === null
        ? ""
        : text("cli.default", { value: optionToText(schema, schema.default) });
  const unit = "unit" in schema && schema.unit !== undefined ? `, ${text(schema.unit)}` : "";
  return `${words} (${[`${accepted}${unit}`, preset].filter((part) => part !== "").join("; ")})`;
}

/** A field of an example as the flag that says the same. */
function flagWords(name: string, value: unknown): string[] {
  const flag = name === "input" ? "--text" : flagName(name);
  if (Array.isArray(value) && (name === "input" || name === "texts")) {
    return value.flatMap((entry) => ["--text", quoted(entry)]);
  }
  return [flag, quoted(value)];
}

function quoted(value: unknown): string {
  const word = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w./:,=-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
}
