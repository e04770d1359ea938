import type { DataTable, TableCell } from "../../view/data-table.ts";

/** Which column a table is sorted by. */
export interface Sorting {
  readonly column: number;
  readonly direction: "ascending" | "descending";
}

/** What a click on a column's head asks for: numbers the largest first, then the other way round. */
export function nextSorting(table: DataTable, current: Sorting | null, column: number): Sorting {
  if (current?.column === column) {
    const other = current.direction === "ascending" ? "descending" : "ascending";
    return { column, direction: other };
  }
  return { column, direction: table.columns[column].numeric ? "descending" : "ascending" };
}

/** The same table in another order; equal rows keep theirs, and cells without a value come last. */
export function sortedTable(table: DataTable, { column, direction }: Sorting): DataTable {
  const sign = direction === "ascending" ? 1 : -1;
  const rows = table.rows.toSorted((a, b) => compare(a[column], b[column], sign));
  return { ...table, rows };
}

function compare(a: TableCell, b: TableCell, sign: number): number {
  const empty = Number(isEmpty(a)) - Number(isEmpty(b));
  if (empty !== 0 || isEmpty(a)) return empty;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
}

function isEmpty(cell: TableCell): boolean {
  return cell === null || (typeof cell === "number" && Number.isNaN(cell));
}
