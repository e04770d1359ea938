import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import type { Edit } from "../../model/edit.ts";
import type { GenerateOptions, Model } from "../../model/types.ts";
import { readArgs, readCountFlag, readJsonFlag, readNumberFlag, valuesOf } from "../flags.ts";
import { openModel } from "../open-model.ts";
import { ProgressLine } from "../progress.ts";
import { readStandardInput } from "../read-texts.ts";
import type { Shell } from "../shell.ts";
import { usageError } from "../usage-error.ts";

const ARGS = {
  text: { type: "positional", description: "cli.generate.text", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
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
  json: { type: "boolean", description: "cli.json" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

type Args = ParsedArgs<typeof ARGS>;

const WHERE = "generate";

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
  const input = args.text === "-" ? await readStandardInput() : args.text;
  const progress = new ProgressLine(shell);
  const model = await openModel(WHERE, args, shell, progress);
  try {
    progress.clear();
    if (args.json === true) await printJson(model, input, options, shell);
    else await stream(model, input, options, shell);
  } finally {
    await model.close();
  }
}

async function stream(
  model: Model,
  input: string,
  options: GenerateOptions,
  shell: Shell,
): Promise<void> {
  let begun = false;
  try {
    for await (const { texts } of model.generateStream(input, options)) {
      if (!begun) shell.write(input);
      begun = true;
      shell.write(texts[0]);
    }
  } finally {
    if (begun) shell.write("\n"); // what was written stays, also after Ctrl-C
  }
}

async function printJson(
  model: Model,
  input: string,
  options: GenerateOptions,
  shell: Shell,
): Promise<void> {
  const { ids, texts, stopped } = await model.generate(input, options);
  const prompt = model.prepare(input)[0].ids;
  const [own, text, end] = [ids[0], texts[0], stopped[0]];
  shell.print(JSON.stringify({ schema: 1, prompt, ids: own, text, stopped: end }));
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
  return {
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
