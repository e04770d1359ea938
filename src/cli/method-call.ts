import type { ArgsDef, ParsedArgs } from "citty";
import type { CommonOptions } from "../methods/context.ts";
import type { Method } from "../methods/define.ts";
import { flagName, optionFromText } from "../methods/option-text.ts";
import type { LabelledText, Subject, Takes } from "../methods/subject.ts";
import type { Edit } from "../model/edit.ts";
import type { Target } from "../model/target.ts";
import type { Input, Model, Row } from "../model/types.ts";
import { readCountFlag, readJsonFlag, usageError, valuesOf } from "./flags.ts";
import { openTexts, readLines } from "./read-texts.ts";

/** Flags that say what a method works on, and those that every method takes. */
const SUBJECT_ARGS = {
  text: { type: "string", description: "cli.flag.text", valueHint: "TEXT" },
  pair: { type: "string", description: "cli.flag.pair", valueHint: "TEXT" },
  ids: { type: "string", description: "cli.flag.ids", valueHint: "1,2,…" },
  texts: { type: "string", description: "cli.flag.texts", valueHint: "FILE" },
  labels: { type: "string", description: "cli.flag.labels", valueHint: "FILE" },
  clean: { type: "string", description: "cli.flag.clean", valueHint: "TEXT" },
  corrupted: { type: "string", description: "cli.flag.corrupted", valueHint: "TEXT" },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  model2: { type: "string", description: "cli.flag.model2", valueHint: "MODEL" },
  target: { type: "string", description: "cli.flag.run.target", valueHint: "JSON" },
  edits: { type: "string", description: "cli.flag.edits", valueHint: "JSON" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  budget: { type: "string", description: "cli.flag.budget", valueHint: "BYTES" },
  out: { type: "string", description: "cli.flag.out", valueHint: "FILE" },
  json: { type: "boolean", description: "cli.json" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const;

export type RunArgs = ParsedArgs<typeof SUBJECT_ARGS>;

/** All flags of `vitrine run METHOD`: those above, and one per option of the method. */
export function methodArgs(method: Method | null): ArgsDef {
  const own = Object.keys(method?.options ?? {}).map((name) => [
    flagName(name).slice(2),
    { type: "string", description: `option.${name}` },
  ]);
  return {
    method: { type: "positional", description: "cli.run.method", required: false },
    ...SUBJECT_ARGS,
    ...(Object.fromEntries(own) as ArgsDef),
  };
}

/** A method's own options from their flags. */
export function methodOptions(
  method: Method,
  rawArgs: readonly string[],
): Readonly<Record<string, unknown>> {
  const args = methodArgs(method);
  const given = Object.entries(method.options).flatMap(([name, schema]) => {
    const text = valuesOf(method.id, rawArgs, args, flagName(name).slice(2)).at(-1);
    return text === undefined ? [] : [[name, optionFromText(method.id, name, schema, text)]];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}

/** The options that every method takes, from their flags. */
export function commonOptions(
  method: Method,
  args: RunArgs,
  rawArgs: readonly string[],
): CommonOptions {
  const where = method.id;
  const edits = valuesOf(where, rawArgs, methodArgs(method), "edits").flatMap(
    (text) => readJsonFlag(where, "--edits", text) as Edit | Edit[],
  );
  return {
    ...(edits.length === 0 ? {} : { edits }),
    ...(args.seed === undefined ? {} : { seed: readCountFlag(where, "--seed", args.seed) }),
    ...(args.budget === undefined ? {} : { budget: readCountFlag(where, "--budget", args.budget) }),
    ...(args.target === undefined
      ? {}
      : { target: readJsonFlag(where, "--target", args.target) as Target }),
  };
}

/**
 * What the method works on, from the flags given.
 * @throws VitrineError `BAD_OPTION` where they fit none of the forms that the method takes.
 */
export async function subjectOf(
  method: Method,
  args: RunArgs,
  rawArgs: readonly string[],
  models: readonly Model[],
): Promise<Subject> {
  const texts = valuesOf(method.id, rawArgs, methodArgs(method), "text");
  const takes = (input: Takes["input"]): boolean =>
    method.takes.some((form) => form.input === input);
  const [model, second] = models;
  if (args.clean !== undefined || args.corrupted !== undefined) {
    const { clean, corrupted } = args;
    if (clean === undefined) throw usageError(method.id, "--clean is missing beside --corrupted.");
    if (corrupted === undefined)
      throw usageError(method.id, "--corrupted is missing beside --clean.");
    return { model, clean: textOrRow(clean), corrupted: textOrRow(corrupted) };
  }
  if (args.labels !== undefined) {
    const labels = await readLines(args.labels);
    return { model, texts: await labelled(method, args, texts), labels };
  }
  if (args.texts !== undefined) {
    return { model, texts: openTexts(args.texts), source: args.texts };
  }
  const input = inputOf(method, args, texts);
  if (input === null && takes("none")) return { model };
  if (input === null)
    throw usageError(method.id, `nothing to work on; expected ${expected(method)}.`);
  if (second !== undefined) return { models: [model, second], input };
  if (!takes("text") && takes("texts") && texts.length > 0) return { model, texts };
  return { model, input };
}

/** How many models the command line names. */
export function modelNames({ model, model2 }: RunArgs): readonly (string | undefined)[] {
  return model2 === undefined ? [model] : [model, model2];
}

async function labelled(
  method: Method,
  args: RunArgs,
  texts: readonly string[],
): Promise<readonly LabelledText[]> {
  if (args.texts !== undefined) return readLines(args.texts);
  if (texts.length > 0) return texts;
  throw usageError(method.id, "--labels needs --texts FILE beside it.");
}

function inputOf(method: Method, args: RunArgs, texts: readonly string[]): Input | null {
  if (args.ids !== undefined) return { ids: readIds(method, args.ids) };
  if (args.pair !== undefined) {
    if (texts.length !== 1) throw usageError(method.id, "--pair needs one --text beside it.");
    return { text: texts[0], pair: args.pair };
  }
  if (texts.length === 0) return null;
  return texts.length === 1 ? texts[0] : texts;
}

function readIds(method: Method, text: string): readonly number[] {
  return text.split(",").map((id) => readCountFlag(method.id, "--ids", id.trim()));
}

/** A text, or the JSON of a row: `{"ids":[1,2]}`. */
function textOrRow(text: string): string | Row {
  if (!/^\s*\{\s*"(ids|text)"/.test(text)) return text;
  return JSON.parse(text) as Row;
}

function expected({ takes }: Method): string {
  const flags: Readonly<Record<Takes["input"], string>> = {
    none: "nothing",
    text: "--text or --ids",
    texts: "--texts FILE",
    pair: "--clean and --corrupted",
    suite: "--suite",
    labelled: "--texts FILE and --labels FILE",
    arrays: "arrays, which only the library takes",
  };
  return takes.map(({ input }) => flags[input]).join(" or ");
}
