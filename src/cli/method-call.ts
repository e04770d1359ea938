import type { ArgsDef, ParsedArgs } from "citty";
import type { CommonOptions } from "../methods/context.ts";
import type { Method } from "../methods/define.ts";
import { flagName } from "../methods/option-text.ts";
import type { Edit } from "../model/edit.ts";
import type { Target } from "../model/target.ts";
import { readCountFlag, readJsonFlag, valuesOf } from "./flags.ts";
import { acceptedBy, readOption } from "./option-flags.ts";
import { readSubject, type SubjectOf } from "./subject-flags.ts";
import { usageError } from "./usage-error.ts";

/** Flags that say what a method works on. */
const SUBJECT_ARGS = {
  text: { type: "string", description: "cli.flag.text", valueHint: "TEXT" },
  pair: { type: "string", description: "cli.flag.pair", valueHint: "TEXT" },
  ids: { type: "string", description: "cli.flag.ids", valueHint: "1,2,…" },
  texts: { type: "string", description: "cli.flag.texts", valueHint: "FILE" },
  labels: { type: "string", description: "cli.flag.labels", valueHint: "FILE" },
  clean: { type: "string", description: "cli.flag.clean", valueHint: "TEXT" },
  corrupted: { type: "string", description: "cli.flag.corrupted", valueHint: "TEXT" },
  suite: { type: "string", description: "cli.flag.suite", valueHint: "NAME|FILE" },
  model2: { type: "string", description: "cli.flag.model2", valueHint: "MODEL" },
} as const;

/** Flags that every method takes. */
export const COMMON_ARGS = {
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  target: { type: "string", description: "cli.flag.run.target", valueHint: "JSON" },
  edits: { type: "string", description: "cli.flag.edits", valueHint: "JSON" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  budget: { type: "string", description: "cli.flag.budget", valueHint: "BYTES" },
  out: { type: "string", description: "cli.flag.out", valueHint: "FILE" },
  format: { type: "string", description: "cli.flag.format", valueHint: "FORMAT" },
  json: { type: "boolean", description: "cli.json" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  fold: { type: "string", description: "cli.flag.fold", valueHint: "all|STEPS" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const;

export type RunArgs = ParsedArgs<typeof SUBJECT_ARGS & typeof COMMON_ARGS>;

/** All flags of `vitrine run METHOD`: those above, and one per option of the method. */
export function methodArgs(method: Method | null): ArgsDef {
  const own = Object.keys(method?.options ?? {}).map((name) => [
    flagName(name).slice(2),
    { type: "string", description: `option.${name}` },
  ]);
  return {
    method: { type: "positional", description: "cli.run.method", required: false },
    ...SUBJECT_ARGS,
    ...COMMON_ARGS,
    ...(Object.fromEntries(own) as ArgsDef),
  };
}

/**
 * A method's own options from their flags.
 * @throws VitrineError `BAD_OPTION` for one that is of another kind, out of range or missing.
 */
export function methodOptions(
  method: Method,
  rawArgs: readonly string[],
): Readonly<Record<string, unknown>> {
  const args = methodArgs(method);
  const entries = Object.entries(method.options);
  const given = entries.flatMap(([name, schema]) => {
    const text = valuesOf(method.id, rawArgs, args, flagName(name).slice(2)).at(-1);
    return text === undefined ? [] : [[name, readOption(method.id, name, schema, text)]];
  });
  const options = Object.fromEntries(given) as Record<string, unknown>;
  const missing = entries.find(
    ([name, { default: preset }]) => preset === undefined && !(name in options),
  );
  if (missing === undefined) return options;
  const { id, params } = acceptedBy(missing[1]);
  const details = { ...params, flag: flagName(missing[0]), expected: id };
  throw usageError(method.id, "cli.error.option.missing", details);
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
 * What the method works on, from the flags given; see `readSubject`.
 * @throws VitrineError
 */
export function subjectFlags(
  method: Method,
  args: RunArgs,
  rawArgs: readonly string[],
): Promise<SubjectOf> {
  const texts = valuesOf(method.id, rawArgs, methodArgs(method), "text");
  return readSubject(method, { ...args, texts, file: args.texts });
}

/** The names of the models that the command line names. */
export function modelNames({ model, model2 }: RunArgs): readonly (string | undefined)[] {
  return model2 === undefined ? [model] : [model, model2];
}
