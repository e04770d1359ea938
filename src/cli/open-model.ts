import { bundledModels, defaultModel } from "../bundled/models.ts";
import type { FoldOptions } from "../model/fold.ts";
import type { Model } from "../model/types.ts";
import type { BackendName } from "../runtime/session.ts";
import { errorMessages } from "../view/error-messages.ts";
import { errorText } from "../view/error-text.ts";
import { translator } from "../view/text.ts";
import { VitrineError } from "../errors.ts";
import { readChoiceFlag } from "./flags.ts";
import { cliMessages } from "./messages.ts";
import type { ProgressLine } from "./progress.ts";
import type { Shell } from "./shell.ts";
import { commandError } from "./usage-error.ts";

/** What can be asked to run a model. */
export const BACKENDS: readonly BackendName[] = ["node", "web", "webgpu", "reference"];

export interface OpenModelOptions {
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
  readonly fold?: string | undefined;
}

/** The name of the model that a command works on. */
export function modelName({ model }: OpenModelOptions): string {
  return model ?? defaultModel;
}

/** Loads the model of a command. The engine is imported only now: it takes time. */
export async function openModel(
  where: string,
  options: OpenModelOptions,
  shell: Shell,
  progress: ProgressLine,
): Promise<Model> {
  const name = modelName(options);
  const backend =
    options.backend === undefined
      ? undefined
      : readChoiceFlag(where, "--backend", BACKENDS, options.backend);
  const label = translator(shell.language, cliMessages)("cli.loading", { model: name });
  const { loadModel } = await import("../model/load.ts");
  let bytes = 0;
  const model = loadModel(name, {
    ...(backend === undefined ? {} : { backend }),
    ...(options.fold === undefined ? {} : { fold: foldSteps(options.fold) }),
    // The models that come along answer so fast that a worker would cost more than it gives.
    worker: !bundledModels.has(name),
    signal: shell.signal,
    onWarning: (message, id) => shell.note(`vitrine: ${warningText(message, id, shell)}\n`),
    onBytes: (count) => {
      bytes = Math.max(bytes, count);
      progress.show({ label, done: Math.round(bytes / 1000), total: 1, unit: "kB" });
    },
  });
  return model.catch((error: unknown) => {
    throw hubMiss(where, name, error, shell) ?? error;
  });
}

function warningText(message: string, id: string | undefined, { language }: Shell): string {
  const text = translator(language, errorMessages);
  return id === undefined || text(id) === id ? message : text(id);
}

/** `all`, or the names of steps between commas; that they are steps, loading checks. */
function foldSteps(text: string): boolean | FoldOptions {
  if (text === "all") return true;
  return Object.fromEntries(text.split(",").map((step) => [step.trim(), true]));
}

/** What looks like `owner/name` may have been meant as a folder. */
function hubMiss(where: string, name: string, error: unknown, shell: Shell): VitrineError | null {
  const isId = /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name);
  if (!isId || !(error instanceof VitrineError)) return null;
  if (!/^error\.(?:unreachable|refused)/.test(error.id ?? "")) return null;
  const reason = errorText(error, shell.language);
  return commandError("IO", where, "cli.error.hub", { name, reason }, error);
}
