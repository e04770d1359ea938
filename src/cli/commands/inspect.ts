import { textsLike } from "../../bundled/texts.ts";
import type { ArgsDef, CommandDef, ParsedArgs } from "citty";
import { VitrineError } from "../../errors.ts";
import { findFormat } from "../../export/endings.ts";
import type { Edit } from "../../model/edit.ts";
import type { Target } from "../../model/target.ts";
import type { Model } from "../../model/types.ts";
import type { InspectOptions, InspectReport } from "../../reports/inspect.ts";
import { version } from "../../version.ts";
import { translator } from "../../view/text.ts";
import { readArgs, readCountFlag, readJsonFlag, valuesOf } from "../flags.ts";
import { muted } from "../layout.ts";
import { cliMessages } from "../messages.ts";
import { modelName, openModel } from "../open-model.ts";
import { beginningOf, checkWritable, writeWhole } from "../output-file.ts";
import { ProgressLine } from "../progress.ts";
import { readLines, readStandardInput } from "../read-texts.ts";
import type { Shell } from "../shell.ts";
import { commandError, usageError } from "../usage-error.ts";

const ARGS = {
  text: { type: "positional", description: "cli.inspect.text", required: false },
  model: { type: "string", description: "cli.flag.model", valueHint: "MODEL" },
  out: { type: "string", description: "cli.inspect.out", valueHint: "FILE" },
  json: { type: "boolean", description: "cli.inspect.json" },
  seed: { type: "string", description: "cli.flag.seed", valueHint: "N" },
  target: { type: "string", description: "cli.flag.target", valueHint: "JSON" },
  edits: { type: "string", description: "cli.flag.edits", valueHint: "JSON" },
  backend: { type: "string", description: "cli.flag.backend", valueHint: "NAME" },
  fold: { type: "string", description: "cli.flag.fold", valueHint: "all|STEPS" },
  lang: { type: "string", description: "cli.flag.lang", valueHint: "en|zh" },
  debug: { type: "boolean", description: "cli.flag.debug" },
} as const satisfies ArgsDef;

const WHERE = "inspect";
const DEFAULT_REPORT = "report.html";

export const command: CommandDef = {
  meta: { name: WHERE, description: "cli.inspect" },
  args: ARGS,
  run: ({ rawArgs, data }) => inspectText(rawArgs, data as Shell),
};

async function inspectText(rawArgs: readonly string[], shell: Shell): Promise<void> {
  const started = performance.now();
  const args = readArgs(WHERE, rawArgs, ARGS);
  const options = inspectOptions(args, rawArgs, shell);
  if (args.text === undefined) {
    throw usageError(WHERE, "cli.error.missing", {
      name: "TEXT",
      command: "vitrine inspect --help",
    });
  }
  const json = args.json === true;
  const file = await reportFile(args);
  if (!json) shell.print(muted(`vitrine ${version} · ${WHERE} · ${modelName(args)}`, shell));
  const input = args.text === "-" ? await readStandardInput(shell.signal) : args.text;

  const progress = new ProgressLine(shell);
  const model = await openModel(WHERE, args, shell, progress);
  try {
    const { report, steps } = await runInspect(model, input, options, shell, progress);
    progress.clear();
    throwIfNothing(report);
    await show(report, json, shell);
    const size = file === null ? null : await writeReport(file, report, shell);
    if (report.stopped) shell.note(stoppedLine(file, report.results.length, steps, shell));
    else if (!json) shell.print(closing(file, size, performance.now() - started, shell));
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
): Promise<{ readonly report: InspectReport; readonly steps: number }> {
  const { inspect } = await import("../../reports/inspect.ts");
  const source = textsLike(model.name);
  const texts = { texts: await readLines(source), source };
  let label = "";
  let steps = 0;
  const report = await inspect(
    { model, input, texts },
    {
      ...options,
      onStep: ({ title }, index, total) => {
        steps = total;
        label = `${index + 1}/${total} ${title[shell.language]}`;
      },
      onProgress: (state) => progress.show({ ...state, label }),
    },
  );
  return { report, steps };
}

async function show(report: InspectReport, json: boolean, shell: Shell): Promise<void> {
  if (json) {
    const results = report.results.map(({ result }) => result.toJSON());
    const partial = report.stopped ? { partial: true } : {};
    return shell.print(JSON.stringify({ schema: 1, ...partial, results }));
  }
  const { inspectSummary } = await import("../summary.ts");
  shell.print(inspectSummary(report, shell));
}

/**
 * Where the report goes; null for nowhere. Checked before the work.
 * @throws VitrineError `BAD_OPTION` for the name of another kind of file, `IO` where it cannot be
 *   written, or would replace somebody else's file.
 */
async function reportFile({ out, json }: ParsedArgs<typeof ARGS>): Promise<string | null> {
  if (out === undefined && json === true) return null;
  const file = out ?? DEFAULT_REPORT;
  if ((findFormat(file) ?? ".html") !== ".html") {
    throw usageError(WHERE, "cli.error.out", { choices: [".html"], got: file });
  }
  await checkWritable(file);
  if (out === undefined && !(await isOurs(file))) {
    throw commandError("IO", WHERE, "cli.error.foreignReport", { file });
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

/** Stopped before the first analysis was done: nothing to leave. */
function throwIfNothing({ stopped, results }: InspectReport): void {
  if (stopped && results.length === 0) throw new VitrineError("ABORTED", `${WHERE}: stopped.`);
}

function stoppedLine(file: string | null, done: number, total: number, shell: Shell): string {
  const text = translator(shell.language, cliMessages);
  const counts = { done, total };
  const line =
    file === null ? text("cli.stopped", counts) : text("cli.stopped.report", { ...counts, file });
  return `${line}\n`;
}
