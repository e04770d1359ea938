import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import type { ParityOptions } from "../../reports/parity.ts";
import { bundledModels } from "../../bundled/models.ts";
import { translator } from "../../view/text.ts";
import { readArgs, readChoiceFlag, readCountFlag, readNumberFlag } from "../flags.ts";
import { checkGpu } from "../gpu-check.ts";
import { BACKENDS, modelName } from "../open-model.ts";
import { parityMessages } from "../parity-messages.ts";
import { parityText } from "../parity-text.ts";
import { ProgressLine } from "../progress.ts";
import type { Shell } from "../shell.ts";
import { commandError } from "../usage-error.ts";

const ARGS = {
  model: { type: "positional", description: "cli.flag.model", required: false },
  text: { type: "string", description: "cli.parity.text", valueHint: "TEXT" },
  ids: { type: "string", description: "cli.flag.ids", valueHint: "1,2,…" },
  tokens: { type: "string", description: "cli.parity.tokens", valueHint: "N" },
  backends: { type: "string", description: "cli.parity.backends", valueHint: "NAMES" },
  tolerance: { type: "string", description: "cli.parity.tolerance", valueHint: "X" },
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

type Args = ParsedArgs<typeof ARGS>;

const WHERE = "parity";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.parity" },
  args: ARGS,
  run: ({ rawArgs, data }) => certify(rawArgs, data as Shell),
};

async function certify(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs(WHERE, rawArgs, ARGS);
  const options = parityOptions(args);
  const progress = new ProgressLine(shell);
  const name = modelName(args);
  const { parity } = await import("../../reports/parity.ts");
  const { parityJson } = await import("../../reports/parity-certificate.ts");
  const certificate = await parity(name, {
    ...options,
    ...watched(progress, shell),
    check: (backend) => (backend === "webgpu" ? checkGpu(shell) : Promise.resolve(null)),
    load: { worker: !bundledModels.has(name) },
    signal: shell.signal,
  }).finally(() => progress.clear());
  shell.print(args.json === true ? parityJson(certificate) : parityText(certificate, shell));
  if (!certificate.passed) throw commandError("RUNTIME", WHERE, "cli.error.parity");
}

function parityOptions({ text, ids, tokens, backends, tolerance }: Args): ParityOptions {
  const read = (name: string) => readChoiceFlag(WHERE, "--backends", BACKENDS, name.trim());
  return {
    ...(text !== undefined && { text }),
    ...(ids !== undefined && {
      ids: ids.split(",").map((id) => readCountFlag(WHERE, "--ids", id.trim())),
    }),
    ...(tokens !== undefined && { maxTokens: readCountFlag(WHERE, "--tokens", tokens) }),
    ...(backends !== undefined && { backends: backends.split(",").map(read) }),
    ...(tolerance !== undefined && { tolerance: readNumberFlag(WHERE, "--tolerance", tolerance) }),
  };
}

/** Which backend is at work, and how long the slow one will take. */
function watched(
  progress: ProgressLine,
  shell: Shell,
): Pick<ParityOptions, "onStep" | "onEstimate"> {
  const text = translator(shell.language, parityMessages);
  const show = (label: string, done: number, total: number): void =>
    progress.show({ label, done, total, unit: "" });
  let step: [string, number, number] = ["", 0, 1];
  return {
    onStep: (backend, index, total) => {
      step = [text(`parity.backend.${backend}`), index, total];
      show(...step);
    },
    onEstimate: (seconds) => {
      const [backend, index, total] = step;
      const label = text("parity.step.estimate", { backend, seconds: Math.ceil(seconds) });
      show(label, index, total);
    },
  };
}
