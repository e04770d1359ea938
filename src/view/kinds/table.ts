import type { DataTable, TableCell } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { visibleToken } from "../escape.ts";
import { formatNumber, formatPercent } from "../number.ts";
import { recordsAt } from "../resolve.ts";
import type { ColumnFormat, Message, TableView } from "../spec.ts";
import { tableMarks } from "../table-marks.ts";
import type { Text } from "../text.ts";

/** Rows of facts. */
export const table: Kind<TableView> = {
  draw: (view, drawing) => tableMarks(dataTable(view, drawing), drawing),
  table: (view, drawing) => dataTable(view, drawing),
};

function dataTable(view: TableView, { result, text }: Pick<Drawing, "result" | "text">): DataTable {
  return {
    columns: view.columns.map(({ title, format }) => ({
      title: text(title.id, title.params),
      numeric: format !== "text" && format !== "message",
      format: FORMATS[format],
    })),
    rows: recordsAt(result, view.data).map((record) =>
      view.columns.map(({ key, format }) => cellOf(record[key], format, text)),
    ),
  };
}

const FORMATS: Readonly<Record<ColumnFormat, (value: number) => string>> = {
  text: String,
  message: String,
  number: formatNumber,
  integer: (value) => value.toFixed(0),
  percent: formatPercent,
};

function cellOf(value: unknown, format: ColumnFormat, text: Text): TableCell {
  if (value === null || value === undefined) return null;
  if (format === "message") {
    const { id, params } = value as Message;
    return visibleToken(text(id, params));
  }
  return format === "text" ? visibleToken(String(value)) : Number(value);
}
