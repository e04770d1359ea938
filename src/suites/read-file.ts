import { openBytes } from "#bytes";
import { readAll } from "../bytes/source.ts";
import { VitrineError } from "../errors.ts";
import type { SuiteDefinition } from "./define.ts";
import { readCsvSuite } from "./read-csv.ts";
import { readJsonSuite } from "./read-json.ts";
import { refuseMistakes } from "./mistakes.ts";

/** Whether a suite's name is a file's: it ends in `.json` or `.csv`, or has a folder. */
export function isFileName(name: string): boolean {
  return /\.(?:json|csv)$/i.test(name) || /[\\/]/.test(name);
}

/**
 * A suite from a file or an address.
 * @throws VitrineError `IO`, `BAD_FILE` with the line and column of each mistake.
 */
export async function readSuiteFile(place: string): Promise<SuiteDefinition> {
  const isUrl = /^(?:https?|file):/.test(place);
  const source = await openBytes(
    isUrl ? { kind: "url", url: place } : { kind: "file", path: place },
  );
  try {
    const bytes = await readAll(source);
    return readSuite(new TextDecoder().decode(bytes), place);
  } finally {
    await source.close();
  }
}

/**
 * A suite from a file's text. JSON: `name`, `templates` (each `clean`, `corrupted`, `answers`, and
 * perhaps `after` and `of`) and `slots`, or `variants` of these. CSV: the columns `clean`, `corrupted`,
 * `answer` and `wrong`, and perhaps `after`; every row is a case.
 *
 * @param file - Its name, which says by `.json` or `.csv` what it is.
 * @throws VitrineError `BAD_FILE` with the line and column of each mistake.
 */
export function readSuite(text: string, file: string): SuiteDefinition {
  if (/\.csv$/i.test(file)) return readCsvSuite(text, file);
  if (/\.json$/i.test(file)) return readJsonSuite(text, file);
  refuseMistakes(file, [{ line: 1, column: 1, id: "suite.file.ending", params: {} }]);
  throw new VitrineError("BAD_FILE", `${file}: not a suite.`);
}
