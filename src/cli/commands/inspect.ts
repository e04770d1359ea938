import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { VitrineError } from "../../errors.ts";
import type { Edit } from "../../model/edit.ts";
import type { Target } from "../../model/target.ts";
import type { Model } from "../../model/types.ts";
import type { InspectOptions, InspectReport } from "../../reports/inspect.ts";
import { version } from "../../version.ts";
import { translator } from "../../view/text.ts";
import { readArgs, readCountFlag, readJsonFlag, usageError, valuesOf } from "../flags.ts";
import { muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import { modelName, openModel } from "../open-model.ts";
import { beginningOf, checkWritable, writeWhole } from "../output-file.ts";
import { ProgressLine } from "../progress.ts";
import { readLines, readStandardInput } from "../read-texts.ts";
import type { Shell } from "../shell.ts";

const ARGS = {
  text: { type: "positional", description: "cli.inspect.text", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  out: { type: "string", description: "cli.inspect.out", valueHint: "FILE" },
  json: { type: "boolean", description: "cli.inspect.json" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  target: { type: "string", description: "cli.flag.target", valueHint: "JSON" },
  edits: { type: "string", description: "cli.flag.edits", valueHint: "JSON" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

const WHERE = "inspect";
const DEFAULT_REPORT = "report.html";
/** What the model's confidence is checked on. */
const CALIBRATION_TEXT = "stories";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.inspect" },
  args: ARGS,
  run: ({ rawArgs, data }) => inspectText(rawArgs, data as Shell),
};

async function inspectText(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const started = performance.now();
  const args = readArgs(WHERE, rawArgs, ARGS);
  const options = inspectOptions(args, rawArgs, shell);
  if (args.text === undefined) throw missingText(shell);
  const json = args.json === true;
  const file = await reportFile(args, shell);
  if (!json) shell.print(muted(`vitrine ${version} · ${WHERE} · ${modelName(args)}`, shell));
  const input = args.text === "-" ? await readStandardInput() : args.text;

  const progress = new ProgressLine(shell);
  const model = await openModel(WHERE, args, shell, progress);
  try {
    const report = await runInspect(model, input, options, shell, progress);
    progress.clear();
    await show(report, json, shell);
    if (report.stopped) return stopped(json, shell);
    const size = file === null ? null : await writeReport(file, report, shell);
    if (!json) shell.print(closing(file, size, performance.now() - started, shell));
  } finally {
    progress.clear();
    await model.close();
  }
}

function inspectOptions(
  args: ParsedArgs<typeof ARGS>,
  rawArgs: readonly string[],
  { signal }: Shell,
): InspectOptions {
  const edits = valuesOf(WHERE, rawArgs, ARGS, "edits").flatMap(
    (text) => readJsonFlag(WHERE, "--edits", text) as Edit | Edit[],
  );
  return {
    signal,
    edits,
    ...(args.seed === undefined ? {} : { seed: readCountFlag(WHERE, "--seed", args.seed) }),
    ...(args.target === undefined
      ? {}
      : { target: readJsonFlag(WHERE, "--target", args.target) as Target }),
  };
}

async function runInspect(
  model: Model,
  input: string,
  options: InspectOptions,
  shell: Shell,
  progress: ProgressLine,
): Promise<InspectReport> {
  const { inspect } = await import("../../reports/inspect.ts");
  const texts = { texts: await readLines(CALIBRATION_TEXT), source: CALIBRATION_TEXT };
  let step = "";
  return inspect(
    { model, input, texts },
    {
      ...options,
      onStep: ({ title }, index, total) => {
        step = `${index + 1}/${total} ${title[shell.language]}`;
      },
      onProgress: (state) => progress.show({ ...state, label: step }),
    },
  );
}

async function show(report: InspectReport, json: boolean, shell: Shell): Promise<void> {
  if (json) {
    const results = report.results.map(({ result }) => result.toJSON());
    return shell.print(JSON.stringify({ schema: 1, results }));
  }
  const { inspectSummary } = await import("../summary.ts");
  shell.print(inspectSummary(report, shell));
}

/**
 * Where the report goes; null for nowhere. Checked before the work.
 * @throws VitrineError `IO` where it cannot be written, or would replace somebody else's file.
 */
async function reportFile(
  { out, json }: ParsedArgs<typeof ARGS>,
  shell: Shell,
): Promise<string | null> {
  if (out === undefined && json === true) return null;
  const file = out ?? DEFAULT_REPORT;
  await checkWritable(file);
  if (out === undefined && !(await isOurs(file))) {
    const text = translator(shell.language, cliMessages);
    throw new VitrineError("IO", `${WHERE}: ${text("cli.error.foreignReport", { file })}`);
  }
  return file;
}

/** Whether a file is a report, or not there. */
async function isOurs(file: string): Promise<boolean> {
  const beginning = await beginningOf(file, 512);
  return beginning === "" || beginning.includes(`content="vitrine inspect`);
}

async function writeReport(file: string, report: InspectReport, shell: Shell): Promise<number> {
  const { inspectHtml } = await import("../../reports/html.ts");
  const html = await inspectHtml(report, shell.language);
  await writeWhole(file, html);
  return Buffer.byteLength(html);
}

function closing(file: string | null, size: number | null, elapsed: number, shell: Shell): string {
  const text = translator(shell.language, cliMessages);
  const seconds = (elapsed / 1000).toFixed(1);
  if (file === null || size === null) return muted(text("cli.done.noReport", { seconds }), shell);
  return text("cli.done", { file, size: Math.round(size / 1000), seconds });
}

function stopped(json: boolean, shell: Shell): void {
  if (!json) shell.note(`${translator(shell.language, cliMessages)("cli.stopped")}\n`);
}

function missingText(shell: Shell): VitrineError {
  const text = translator(shell.language, cliMessages);
  const hint = text("cli.hint", { command: "vitrine inspect --help" });
  return usageError(WHERE, `${text("cli.error.missing", { name: "TEXT" })} ${hint}`);
}
