import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import type { Edit } from "../../model/edit.ts";
import { VitrineError } from "../../errors.ts";
import type { GenerateOptions, GenerateResult, Model, Row } from "../../model/types.ts";
import { translator } from "../../view/text.ts";
import { readArgs, readCountFlag, readJsonFlag, readNumberFlag, valuesOf } from "../flags.ts";
import { cliMessages } from "../messages.ts";
import { openModel } from "../open-model.ts";
import { ProgressLine } from "../progress.ts";
import { readStandardInput } from "../read-texts.ts";
import type { Shell } from "../shell.ts";
import { usageError } from "../usage-error.ts";

const ARGS = {
  text: { type: "positional", description: "cli.generate.text", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  chat: { type: "boolean", description: "cli.generate.chat" },
  system: { type: "string", description: "cli.generate.system", valueHint: "TEXT" },
  "max-new-tokens": { type: "string", description: "cli.generate.tokens", valueHint: "N" },
  temperature: { type: "string", description: "cli.generate.temperature", valueHint: "X" },
  "top-k": { type: "string", description: "cli.generate.topK", valueHint: "N" },
  "top-p": { type: "string", description: "cli.generate.topP", valueHint: "X" },
  "min-p": { type: "string", description: "cli.generate.minP", valueHint: "X" },
  "repetition-penalty": { type: "string", description: "cli.generate.penalty", valueHint: "X" },
  stop: { type: "string", description: "cli.generate.stop", valueHint: "TEXT" },
  edits: { type: "string", description: "cli.generate.edits", valueHint: "JSON" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  fold: { type: "string", description: "cli.flag.fold", valueHint: "all|STEPS" },
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

type Args = ParsedArgs<typeof ARGS>;

const WHERE = "generate";

/** An answer is longer than what somebody wants to see written on. */
const CHAT_TOKENS = 200;

/** What is written on from. */
interface Prompt {
  readonly row: Row & { readonly text: string };
  readonly isChat: boolean;
}

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.generate" },
  args: ARGS,
  run: ({ rawArgs, data }) => generate(rawArgs, data as Shell),
};

async function generate(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs(WHERE, rawArgs, ARGS);
  const options = generateOptions(args, rawArgs, shell);
  if (args.text === undefined)
    throw usageError(WHERE, "cli.error.missing", {
      name: "TEXT",
      command: "vitrine generate --help",
    });
  const text = args.text === "-" ? await readStandardInput(shell.signal) : args.text;
  const progress = new ProgressLine(shell);
  const model = await openModel(WHERE, args, shell, progress);
  try {
    progress.clear();
    const prompt = await promptOf(model, text, args);
    if (args.json === true) await printJson(model, prompt, options, shell);
    else await stream(model, prompt, options, shell);
  } finally {
    await model.close();
  }
}

/** The text itself, or a conversation that it is a message of. */
async function promptOf(model: Model, text: string, { chat, system }: Args): Promise<Prompt> {
  if (chat !== true && system === undefined) return { row: { text }, isChat: false };
  const user = { role: "user", content: text };
  const messages = system === undefined ? [user] : [{ role: "system", content: system }, user];
  const row = await model.tokenizer.applyChatTemplate(messages, { addGenerationPrompt: true });
  return { row, isChat: true };
}

/** What was written stays, also after Ctrl-C. */
async function stream(
  model: Model,
  { row, isChat }: Prompt,
  options: GenerateOptions,
  shell: Shell,
): Promise<void> {
  let written = "";
  const write = (piece: string): void => {
    shell.write(piece);
    written += piece;
  };
  try {
    for await (const { step, texts } of model.generateStream(row, options)) {
      if (step === 0 && !isChat) write(row.text);
      write(written === "" ? texts[0].trimStart() : texts[0]);
    }
    shell.write("\n");
  } catch (error) {
    if (written !== "") shell.write("\n");
    if (written === "" || !isAbort(error)) throw error;
    shell.note(`${translator(shell.language, cliMessages)("cli.generate.stopped")}\n`);
  }
}

async function printJson(
  model: Model,
  { row }: Prompt,
  options: GenerateOptions,
  shell: Shell,
): Promise<void> {
  const { prompts, ids, texts, stopped } = await model.generate(row, options).catch(whatIsDone);
  const made = { ids: ids[0], text: texts[0], stopped: stopped[0] };
  shell.print(JSON.stringify({ schema: 1, promptText: row.text, prompt: prompts[0].ids, ...made }));
}

function whatIsDone(error: unknown): GenerateResult {
  if (isAbort(error)) return error.details.result as GenerateResult;
  throw error;
}

function isAbort(error: unknown): error is VitrineError {
  return error instanceof VitrineError && error.code === "ABORTED";
}

function generateOptions(args: Args, rawArgs: readonly string[], shell: Shell): GenerateOptions {
  const counts = given(args, { "max-new-tokens": "maxNewTokens", "top-k": "topK", seed: "seed" });
  const numbers = given(args, {
    temperature: "temperature",
    "top-p": "topP",
    "min-p": "minP",
    "repetition-penalty": "repetitionPenalty",
  });
  const edits = valuesOf(WHERE, rawArgs, ARGS, "edits").flatMap(
    (text) => readJsonFlag(WHERE, "--edits", text) as Edit | Edit[],
  );
  const isChat = args.chat === true || args.system !== undefined;
  return {
    ...(isChat && { maxNewTokens: CHAT_TOKENS }),
    ...readAll(counts, (flag, text) => readCountFlag(WHERE, flag, text)),
    ...readAll(numbers, (flag, text) => readNumberFlag(WHERE, flag, text)),
    edits,
    stop: valuesOf(WHERE, rawArgs, ARGS, "stop"),
    signal: shell.signal,
  };
}

/** Flags that were given: option name, flag, text. */
function given(args: Args, names: Readonly<Record<string, string>>): [string, string, string][] {
  return Object.entries(names).flatMap(([flag, option]) => {
    const text = (args as Readonly<Record<string, unknown>>)[flag];
    return typeof text === "string"
      ? [[option, `--${flag}`, text] as [string, string, string]]
      : [];
  });
}

function readAll(
  flags: readonly (readonly [string, string, string])[],
  read: (flag: string, text: string) => number,
): Record<string, number> {
  return Object.fromEntries(flags.map(([option, flag, text]) => [option, read(flag, text)]));
}
