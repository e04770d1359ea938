import type { CommandDef } from "citty";
import type { Method } from "../../methods/define.ts";
import type { Result } from "../../methods/result.ts";
import type { Model } from "../../model/types.ts";
import { version } from "../../version.ts";
import { translator } from "../../view/text.ts";
import { readArgs, usageError } from "../flags.ts";
import { muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import {
  commonOptions,
  methodArgs,
  methodOptions,
  modelNames,
  type RunArgs,
  subjectOf,
} from "../method-call.ts";
import { modelName, openModel } from "../open-model.ts";
import { checkWritable, writeWhole } from "../output-file.ts";
import { ProgressLine } from "../progress.ts";
import type { Shell } from "../shell.ts";

const WHERE = "run";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.run" },
  args: methodArgs(null),
  run: ({ rawArgs, data }) => runMethod(rawArgs, data as Shell),
};

async function runMethod(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const text = translator(shell.language, cliMessages);
  const [name] = rawArgs;
  if (name === undefined || name.startsWith("-")) {
    const hint = text("cli.hint", { command: "vitrine methods" });
    throw usageError(WHERE, `${text("cli.error.missing", { name: "METHOD" })} ${hint}`);
  }
  const { loadMethod } = await import("../../methods/registry.ts");
  const method = await loadMethod(name);
  const args = readArgs(method.id, rawArgs, methodArgs(method)) as unknown as RunArgs;
  const options = { ...methodOptions(method, rawArgs), ...commonOptions(method, args, rawArgs) };
  if (args.out !== undefined) await checkOut(method, args.out);
  if (args.json !== true) {
    shell.print(muted(`vitrine ${version} · ${method.id} · ${modelName(args)}`, shell));
  }
  await compute(method, args, rawArgs, options, shell);
}

async function compute(
  method: Method,
  args: RunArgs,
  rawArgs: readonly string[],
  options: object,
  shell: Shell,
): Promise<void> {
  const progress = new ProgressLine(shell);
  const models: Model[] = [];
  try {
    for (const model of modelNames(args)) {
      models.push(await openModel(method.id, { model, backend: args.backend }, shell, progress));
    }
    const subject = await subjectOf(method, args, rawArgs, models);
    const label = method.title[shell.language];
    const result = await method.run(subject, {
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

const FORMATS = [".json", ".html", ".svg"] as const;

async function checkOut(method: Method, file: string): Promise<void> {
  if (!FORMATS.some((ending) => file.endsWith(ending))) {
    throw usageError(method.id, `--out expects a name in ${FORMATS.join(", ")}, got "${file}".`);
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
