import { type CsvCell, writeCsv } from "../formats/csv.ts";
import type { DataTable, TableCell } from "./data-table.ts";

/**
 * A view's numbers as CSV: in full, one line of column titles, no entry where there is no number.
 *
 * A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line
 * end) has an apostrophe before it; tokens are not to be trusted.
 */
export function tableCsv({ columns, rows }: DataTable): string {
  return writeCsv(
    columns.map(({ title }) => inert(title)),
    rows.map((row) => row.map(csvCell)),
  );
}

function csvCell(cell: TableCell): CsvCell {
  if (typeof cell === "string") return inert(cell);
  return Number.isNaN(cell) ? null : cell;
}

/** Full-width forms count too: spreadsheets in East Asian languages read them alike. */
function inert(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
