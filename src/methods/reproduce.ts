import type { Input, Model, Row } from "../model/types.ts";
import { flagName, optionToText } from "./option-text.ts";
import type { OptionSchemas } from "./options.ts";
import { modelsOf, type Subject } from "./subject.ts";
import { suiteWord } from "./suites.ts";

/** What was run, with the options' final values. */
export interface Call {
  readonly method: string;
  readonly schemas: OptionSchemas;
  readonly subject: Subject;
  readonly options: Readonly<Record<string, unknown>>;
  readonly common: {
    readonly target: unknown;
    readonly edits: readonly unknown[];
    readonly seed: number;
    readonly budget: number | undefined;
  };
}

/**
 * The shell command that gives a result again. Options at their defaults are left out; texts that have
 * no file are read from standard input (`--texts -`), one per line.
 */
export function reproduceCommand(call: Call): string {
  const { target, edits, seed, budget } = call.common;
  const words = [
    "vitrine",
    "run",
    call.method,
    ...subjectFlags(call.subject),
    ...optionFlags(call),
  ];
  if (target !== null) words.push("--target", JSON.stringify(target));
  if (edits.length > 0) words.push("--edits", JSON.stringify(edits));
  if (seed !== 0) words.push("--seed", String(seed));
  if (budget !== undefined) words.push("--budget", String(budget));
  return words.map(quote).join(" ");
}

function subjectFlags(subject: Subject): string[] {
  const [model, model2] = modelsOf(subject);
  const flags = model === undefined ? [] : ["--model", model.name, ...foldFlags(model)];
  if (model2 !== undefined) flags.push("--model2", model2.name);
  if ("clean" in subject) {
    const [clean, corrupted] = [subject.clean, subject.corrupted].map((row) => asIds(row, model));
    flags.push("--clean", rowText(clean), "--corrupted", rowText(corrupted));
  }
  if ("suite" in subject) flags.push("--suite", suiteWord(subject));
  if ("texts" in subject) flags.push("--texts", ("source" in subject && subject.source) || "-");
  if ("input" in subject) flags.push(...inputFlags(subject.input, model));
  return flags;
}

/** The steps that were folded into the weights, each by its name. */
function foldFlags({ config }: Model): string[] {
  const steps = Object.entries(config.folded ?? {}).filter(([, taken]) => taken);
  return steps.length === 0 ? [] : ["--fold", steps.map(([step]) => step).join(",")];
}

function inputFlags(input: Input, model: Model | undefined): string[] {
  const rows = (typeof input === "string" || !Array.isArray(input) ? [input] : input) as (
    string | Row
  )[];
  return rows.flatMap((item) => {
    const row = asIds(item, model);
    if (typeof row === "string") return ["--text", row];
    if (row.ids !== undefined) return ["--ids", row.ids.flat().join(",")];
    const text = ["--text", row.text ?? ""];
    return row.pair === undefined ? text : [...text, "--pair", row.pair];
  });
}

/** A text that holds its special tokens already: the command line would add them again. */
function asIds(row: string | Row, model: Model | undefined): string | Row {
  if (typeof row === "string" || row.addSpecialTokens !== false || row.text === undefined)
    return row;
  return model === undefined ? row : { ids: model.prepare(row)[0].ids };
}

function rowText(row: string | Row): string {
  return typeof row === "string" ? row : (row.text ?? JSON.stringify({ ids: row.ids }));
}

function optionFlags({ schemas, options }: Call): string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const value = options[name];
    if (value === null || JSON.stringify(value) === JSON.stringify(schema.default)) return [];
    return [flagName(name), optionToText(schema, value)];
  });
}

/** Quotes a word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w./:,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
