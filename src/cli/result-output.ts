import { findFormat, type ResultFormat, resultFormats } from "../export/endings.ts";
import type { Result } from "../methods/result.ts";
import { translator } from "../view/text.ts";
import { muted } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import { checkWritable, writeWhole } from "./output-file.ts";
import type { Shell } from "./shell.ts";
import { usageError } from "./usage-error.ts";

export interface OutputFlags {
  readonly out?: string | undefined;
  readonly format?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Where a result goes beside what is shown of it; `file` is null for standard output. */
export interface Output {
  readonly file: string | null;
  readonly format: ResultFormat;
}

/** What standard output is no place for. */
const BINARY: readonly ResultFormat[] = [".png", ".npz"];

/**
 * Where the flags send a result; null for nowhere. Checked before the work.
 * @throws VitrineError `BAD_OPTION` for a format that is none, `IO` for a file that cannot be written,
 *   `UNSUPPORTED` where pictures cannot be drawn.
 */
export async function outputOf(where: string, flags: OutputFlags): Promise<Output | null> {
  const { out, json } = flags;
  if (out === undefined && flags.format === undefined) return null;
  const format = formatOf(where, flags);
  if (out === undefined && (json === true || BINARY.includes(format))) {
    throw usageError(where, "cli.error.format", { format: format.slice(1) });
  }
  if (out !== undefined) await checkWritable(out);
  if (format === ".png") await (await import("../export/png.node.ts")).loadResvg();
  return { file: out ?? null, format };
}

/** Whether standard output belongs to a program: what is written there must be all there is. */
export function isForPrograms({ out, format, json }: OutputFlags): boolean {
  return json === true || (format !== undefined && out === undefined);
}

/** Writes a result where it goes, and says which files there are. */
export async function writeResult(
  result: Result,
  { file, format }: Output,
  quiet: boolean,
  shell: Shell,
): Promise<void> {
  if (file === null && format === ".json") return shell.print(JSON.stringify(result.toJSON()));
  const { exportResult } = await import("../export/result-files.ts");
  const { language } = shell;
  const files = await exportResult(result, file ?? "", { format, language });
  // Tables on standard output have an empty line between them.
  if (file === null) return shell.write(files.map(({ content }) => content).join("\r\n"));
  for (const { name, content } of files) await writeWhole(name, content);
  if (quiet) return;
  const names = files.map(({ name }) => name).join(", ");
  shell.print(muted(translator(language, cliMessages)("cli.wrote", { files: names }), shell));
}

function formatOf(where: string, { out = "", format }: OutputFlags): ResultFormat {
  const found = findFormat(format === undefined ? out : `.${format.replace(/^\./, "")}`);
  if (found !== undefined) return found;
  if (format === undefined) {
    throw usageError(where, "cli.error.out", { choices: resultFormats, got: out });
  }
  const choices = resultFormats.map((ending) => ending.slice(1));
  throw usageError(where, "cli.error.choice", { flag: "--format", choices, got: format });
}
