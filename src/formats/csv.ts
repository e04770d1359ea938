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
