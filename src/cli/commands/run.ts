import type { CommandDef } from "citty";
import type { Method } from "../../methods/define.ts";
import type { Result } from "../../methods/result.ts";
import type { Model } from "../../model/types.ts";
import { version } from "../../version.ts";
import { firstArgument, readArgs } from "../flags.ts";
import { muted } from "../layout.ts";
import {
  commonOptions,
  methodArgs,
  methodOptions,
  modelNames,
  type RunArgs,
  subjectFlags,
} from "../method-call.ts";
import { modelName, openModel } from "../open-model.ts";
import { checkWritable, writeWhole } from "../output-file.ts";
import { ProgressLine } from "../progress.ts";
import type { Shell } from "../shell.ts";
import type { SubjectOf } from "../subject-flags.ts";
import { usageError } from "../usage-error.ts";

const WHERE = "run";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.run" },
  args: methodArgs(null),
  run: ({ rawArgs, data }) => runMethod(rawArgs, data as Shell),
};

async function runMethod(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const name = firstArgument(rawArgs, methodArgs(null));
  if (name === undefined) {
    throw usageError(WHERE, "cli.error.missing", { name: "METHOD", command: "vitrine methods" });
  }
  const { loadMethod } = await import("../../methods/registry.ts");
  const method = await loadMethod(name);
  const args = readArgs(method.id, rawArgs, methodArgs(method)) as unknown as RunArgs;
  const options = { ...methodOptions(method, rawArgs), ...commonOptions(method, args, rawArgs) };
  const subjectOf = await subjectFlags(method, args, rawArgs);
  if (args.out !== undefined) await checkOut(method, args.out);
  if (args.json !== true) {
    shell.print(muted(`vitrine ${version} · ${method.id} · ${modelName(args)}`, shell));
  }
  await compute(method, args, subjectOf, options, shell);
}

async function compute(
  method: Method,
  args: RunArgs,
  subjectOf: SubjectOf,
  options: object,
  shell: Shell,
): Promise<void> {
  const progress = new ProgressLine(shell);
  const models: Model[] = [];
  try {
    for (const model of modelNames(args)) {
      models.push(await openModel(method.id, { model, backend: args.backend }, shell, progress));
    }
    const label = method.title[shell.language];
    const result = await method.run(subjectOf(models), {
      ...options,
      signal: shell.signal,
      onProgress: (state) => progress.show({ ...state, label }),
    });
    progress.clear();
    if (args.json === true) shell.print(JSON.stringify(result.toJSON()));
    else await showResult(method, result, shell);
    if (args.out !== undefined) await writeResult(method, result, args.out, shell);
  } finally {
    progress.clear();
    for (const model of models) await model.close();
  }
}

async function showResult(method: Method, result: Result, shell: Shell): Promise<void> {
  const { resultText } = await import("../result-text.ts");
  shell.print(resultText(method, result, shell));
}

/** Kinds of files that a result can be written to. */
export const FORMATS = [".json", ".html", ".svg"] as const;

async function checkOut(method: Method, file: string): Promise<void> {
  if (!FORMATS.some((ending) => file.endsWith(ending))) {
    throw usageError(method.id, "cli.error.out", { choices: FORMATS, got: file });
  }
  await checkWritable(file);
}

async function writeResult(
  method: Method,
  result: Result,
  file: string,
  shell: Shell,
): Promise<void> {
  const { resultFile } = await import("../../export/result-file.ts");
  const format = FORMATS.find((ending) => file.endsWith(ending)) ?? ".json";
  await writeWhole(file, await resultFile(method, result, format, shell.language));
}
