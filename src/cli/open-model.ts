import { bundledModels, defaultModel } from "../bundled/models.ts";
import type { Model } from "../model/types.ts";
import { translator } from "../view/text.ts";
import { usageError } from "./flags.ts";
import { cliMessages } from "./messages.ts";
import type { ProgressLine } from "./progress.ts";
import type { Shell } from "./shell.ts";

const BACKENDS = ["node", "web", "reference"] as const;

export interface OpenModelOptions {
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
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
  const backend = BACKENDS.find((known) => known === options.backend);
  if (options.backend !== undefined && backend === undefined) {
    throw usageError(
      where,
      `--backend expects one of ${BACKENDS.join(", ")}, got "${options.backend}".`,
    );
  }
  const label = translator(shell.language, cliMessages)("cli.loading", { model: name });
  const { loadModel } = await import("../model/load.ts");
  let bytes = 0;
  return loadModel(name, {
    ...(backend === undefined ? {} : { backend }),
    // The models that come along answer so fast that a worker would cost more than it gives.
    worker: !bundledModels.has(name),
    signal: shell.signal,
    onWarning: (message) => shell.note(`vitrine: ${message}\n`),
    onBytes: (count) => {
      bytes = Math.max(bytes, count);
      progress.show({ label, done: Math.round(bytes / 1000), total: 1, unit: "kB" });
    },
  });
}
