import { formatNumber } from "./number.ts";

/** The numbers of a picture: what a screen reader reads and a spreadsheet opens. */
export interface DataTable {
  readonly columns: readonly TableHead[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** A text, or a number in full; NaN or null where there is none. */
export type TableCell = string | number | null;

export interface TableHead {
  readonly title: string;
  readonly numeric: boolean;
  /** How a reader sees the column's numbers. */
  readonly format: (value: number) => string;
}

export function textColumn(title: string): TableHead {
  return { title, numeric: false, format: String };
}

/** @param format - Default: three significant digits. */
export function numberColumn(
  title: string,
  format: (value: number) => string = formatNumber,
): TableHead {
  return { title, numeric: true, format };
}

/** The rows of a table as a reader sees them. */
export function tableTexts({ columns, rows }: DataTable): readonly (readonly string[])[] {
  return rows.map((row) => row.map((cell, i) => cellText(cell, columns[i])));
}

function cellText(cell: TableCell, { format }: TableHead): string {
  if (typeof cell === "string") return cell;
  return cell === null ? "–" : format(cell);
}
