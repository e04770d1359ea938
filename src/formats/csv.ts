/** What a cell holds. Null is an empty cell. */
export type CsvCell = string | number | bigint | boolean | null;

/**
 * A table as CSV text: commas, line ends `\r\n`, quotes where needed. Numbers are written in full,
 * NaN and infinities by name.
 *
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export function writeCsv(columns: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = line(columns);
  for (const row of rows) text += line(row);
  return text;
}

function line(cells: readonly CsvCell[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: CsvCell): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell as it stands in a file. Line and column count from 1. */
export interface PlacedCell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The rows of a CSV text, empty lines left out. Quoted cells may hold commas, line ends and doubled
 * quotes.
 *
 * @returns the place of a quote that is never closed, where there is one.
 */
export function readCsv(
  text: string,
): readonly (readonly PlacedCell[])[] | { readonly line: number; readonly column: number } {
  const rows: PlacedCell[][] = [];
  let row: PlacedCell[] = [];
  let line = 1;
  let lineStart = text.startsWith("\uFEFF") ? 1 : 0;
  const pattern = /"((?:[^"]|"")*)"|([^,\r\n]*)/y;
  for (let at = lineStart; ;) {
    pattern.lastIndex = at;
    const [whole, quoted, plain] = pattern.exec(text) as unknown as [string, string?, string?];
    const column = at - lineStart + 1;
    if (quoted === undefined && plain?.startsWith('"') === true) return { line, column };
    row.push({ text: quoted?.replaceAll('""', '"') ?? plain ?? "", line, column });
    at += whole.length;
    const breaks = [...whole.matchAll(LINE_END)];
    line += breaks.length;
    const last = breaks.at(-1);
    if (last !== undefined) lineStart = at - whole.length + last.index + last[0].length;
    if (text[at] === ",") {
      at++;
      continue;
    }
    if (row.length > 1 || row[0].text !== "") rows.push(row);
    row = [];
    if (at >= text.length) return rows;
    LINE_END_HERE.lastIndex = at;
    const end = LINE_END_HERE.exec(text);
    if (end === null) return { line, column: at - lineStart + 1 };
    at += end[0].length;
    lineStart = at;
    line++;
  }
}

const LINE_END = /\r\n|\n|\r/g;
const LINE_END_HERE = /\r\n|\n|\r/y;
