import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { phantoms } from "../../bundled/models.ts";
import { readArgs, readCountFlag } from "../flags.ts";
import { openModel } from "../open-model.ts";
import { ProgressLine } from "../progress.ts";
import { readStandardInput } from "../read-texts.ts";
import type { Shell } from "../shell.ts";
import { usageError } from "../usage-error.ts";

const ARGS = {
  action: { type: "positional", description: "cli.phantom.action", required: false },
  question: { type: "positional", description: "cli.phantom.question", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  top: { type: "string", description: "cli.phantom.top", valueHint: "N" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

type Args = ParsedArgs<typeof ARGS>;

const WHERE = "phantom";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.phantom" },
  args: ARGS,
  run: ({ rawArgs, data }) => phantom(rawArgs, data as Shell),
};

async function phantom(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs(WHERE, rawArgs, ARGS);
  if (args.action === undefined) return list(args, shell);
  if (args.action !== "ask") {
    throw usageError(WHERE, "cli.error.phantom", { name: args.action });
  }
  if (args.question === undefined) {
    const command = "vitrine phantom --help";
    throw usageError(WHERE, "cli.error.missing", { name: "QUESTION", command });
  }
  await ask(args.question, args, shell);
}

/** The truth alone is read: no engine starts. */
async function list({ model = phantoms[0], json }: Args, shell: Shell): Promise<void> {
  const { openSource } = await import("../../model/open-source.ts");
  const { readTruth } = await import("../../bundled/read-truth.ts");
  const { listPlanted } = await import("../../bundled/list-planted.ts");
  const planted = listPlanted(await readTruth(await openSource(model)));
  if (json === true) return shell.print(JSON.stringify({ schema: 1, model, ...planted }));
  const { plantedText } = await import("../phantom-list-text.ts");
  shell.print(plantedText(model, planted, shell));
}

async function ask(asked: string, args: Args, shell: Shell): Promise<void> {
  const { model: name = phantoms[0], top, json } = args;
  const options = top === undefined ? {} : { top: readCountFlag(WHERE, "--top", top) };
  const question = asked === "-" ? await readStandardInput(shell.signal) : asked;
  const progress = new ProgressLine(shell);
  const model = await openModel(WHERE, { ...args, model: name }, shell, progress);
  try {
    progress.clear();
    const { askPhantom } = await import("../../reports/ask-phantom.ts");
    const answer = await askPhantom({ model, question }, { ...options, signal: shell.signal });
    if (json === true) return shell.print(JSON.stringify({ schema: 1, model: name, ...answer }));
    const { answerText } = await import("../phantom-answer-text.ts");
    shell.print(answerText(answer, shell));
  } finally {
    await model.close();
  }
}
