import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import type { Model } from "../../model/types.ts";
import { evaluateSuite } from "../../suites/evaluate.ts";
import { findSuite, loadSuite, type LoadSuiteOptions } from "../../suites/load.ts";
import { suites } from "../../suites/registry.generated.ts";
import { translator } from "../../view/text.ts";
import { readArgs, readChoiceFlag, readCountFlag } from "../flags.ts";
import { openModel } from "../open-model.ts";
import { ProgressLine } from "../progress.ts";
import type { Shell } from "../shell.ts";
import { suiteJson, suiteListing, suiteResult, suiteShown } from "../suite-text.ts";
import { cliMessages } from "../messages.ts";
import { usageError } from "../usage-error.ts";

const ARGS = {
  action: { type: "positional", description: "cli.suite.action", required: false },
  name: { type: "positional", description: "cli.suite.name", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  variant: { type: "string", description: "cli.suite.variant", valueHint: "NAME" },
  count: { type: "string", description: "cli.suite.count", valueHint: "N" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  json: { type: "boolean", description: "cli.json" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

type Args = ParsedArgs<typeof ARGS>;

const WHERE = "suite";
const ACTIONS = ["list", "show", "run"] as const;

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.suite" },
  args: ARGS,
  run: ({ rawArgs, data }) => suite(rawArgs, data as Shell),
};

async function suite(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const args = readArgs(WHERE, rawArgs, ARGS);
  const action = readChoiceFlag(WHERE, "vitrine suite", ACTIONS, args.action ?? "list");
  if (action === "list") return list(args, shell);
  const { name } = args;
  if (name === undefined) {
    throw usageError(WHERE, "cli.error.missing", { name: "NAME", command: "vitrine suite list" });
  }
  await withModel(name, args, shell, action === "show" ? show : run);
}

function list({ json }: Args, shell: Shell): void {
  const plain = suites.map(({ variants, ...rest }) => ({
    ...rest,
    variants: variants.map((variant) => variant.name),
  }));
  shell.print(
    json === true ? JSON.stringify({ schema: 1, suites: plain }) : suiteListing(suites, shell),
  );
}

type Action = (name: string, model: Model, args: Args, shell: Shell) => Promise<string>;

async function withModel(name: string, args: Args, shell: Shell, act: Action): Promise<void> {
  await findSuite(name); // what is misspelt is said before a model is loaded
  const progress = new ProgressLine(shell);
  const { model: asked, backend } = args;
  const model = await openModel(WHERE, { model: asked, backend }, shell, progress);
  try {
    const said = await act(name, model, args, shell);
    progress.clear();
    shell.print(said);
  } finally {
    progress.clear();
    await model.close();
  }
}

async function show(name: string, model: Model, args: Args, shell: Shell): Promise<string> {
  const shown = await loadSuite(name, suiteOptions(model, args));
  if (args.json === true) return suiteJson(shown, null);
  return suiteShown(shown, model, shell);
}

async function run(name: string, model: Model, args: Args, shell: Shell): Promise<string> {
  const loaded = await loadSuite(name, suiteOptions(model, args));
  const progress = new ProgressLine(shell);
  const label = translator(shell.language, cliMessages)("cli.suite.running");
  const behaviour = await evaluateSuite(model, loaded, {
    signal: shell.signal,
    onProgress: (state) => progress.show({ ...state, label }),
  }).finally(() => progress.clear());
  if (args.json === true) return suiteJson(loaded, behaviour);
  return suiteResult(loaded, behaviour, model, shell);
}

function suiteOptions(model: Model, { variant, count, seed }: Args): LoadSuiteOptions {
  return {
    model,
    ...(variant !== undefined && { variant }),
    ...(count !== undefined && { count: readCountFlag(WHERE, "--count", count) }),
    ...(seed !== undefined && { seed: readCountFlag(WHERE, "--seed", seed) }),
  };
}
