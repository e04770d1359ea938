import type { CommandDef } from "citty";
import { VitrineError } from "../../errors.ts";
import type { Method } from "../../methods/define.ts";
import type { Result } from "../../methods/result.ts";
import type { Subject } from "../../methods/subject.ts";
import type { Model } from "../../model/types.ts";
import { version } from "../../version.ts";
import { formatPercent } from "../../view/number.ts";
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
import { ProgressLine } from "../progress.ts";
import { isForPrograms, type Output, outputOf, writeResult } from "../result-output.ts";
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
  const output = await outputOf(method.id, args);
  if (!isForPrograms(args)) {
    shell.print(muted(`vitrine ${version} · ${method.id} · ${modelName(args)}`, shell));
  }
  await compute(method, args, subjectOf, options, output, shell);
}

async function compute(
  method: Method,
  args: RunArgs,
  subjectOf: SubjectOf,
  options: object,
  output: Output | null,
  shell: Shell,
): Promise<void> {
  const progress = new ProgressLine(shell);
  const models: Model[] = [];
  try {
    for (const model of modelNames(args)) {
      const { backend, fold } = args;
      models.push(await openModel(method.id, { model, backend, fold }, shell, progress));
    }
    const result = await runShown(method, subjectOf(models), options, shell, progress);
    progress.clear();
    const quiet = isForPrograms(args);
    if (args.json === true) shell.print(JSON.stringify(result.toJSON()));
    else if (!quiet) await showResult(method, result, shell);
    if (output !== null) await writeResult(result, output, quiet, shell);
  } finally {
    progress.clear();
    for (const model of models) await model.close();
  }
}

/** Runs a method and shows how far it is; how far it came is told where it is stopped. */
async function runShown(
  method: Method,
  subject: Subject,
  options: object,
  shell: Shell,
  progress: ProgressLine,
): Promise<Result> {
  const label = method.title[shell.language];
  let reached = 0;
  const running = method.run(subject, {
    ...options,
    signal: shell.signal,
    onProgress: (state) => {
      reached = state.done / Math.max(1, state.total);
      progress.show({ ...state, label });
    },
  });
  return running.catch((cause: unknown) => {
    if (!(cause instanceof VitrineError) || cause.code !== "ABORTED") throw cause;
    // A method of several passes has come through one of them: that says nothing of the whole.
    if (reached === 0 || reached === 1) throw cause;
    const details = { title: label, percent: formatPercent(reached) };
    const message = `${method.id}: stopped by the caller.`;
    throw new VitrineError("ABORTED", message, { id: "cli.stopped.method", cause, details });
  });
}

async function showResult(method: Method, result: Result, shell: Shell): Promise<void> {
  const { resultText } = await import("../result-text.ts");
  shell.print(resultText(method, result, shell));
}
