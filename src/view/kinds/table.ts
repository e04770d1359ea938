import { type DataTable, type TableCell, tableTexts } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { visibleToken } from "../escape.ts";
import type { Mark } from "../mark.ts";
import { formatNumber, formatPercent } from "../number.ts";
import { recordsAt } from "../resolve.ts";
import type { ColumnFormat, TableView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";

/** Rows of facts. */
export const table: Kind<TableView> = {
  draw: (view, drawing) => tableMarks(dataTable(view, drawing), drawing),
  table: (view, drawing) => dataTable(view, drawing),
};

function dataTable(view: TableView, { result, text }: Pick<Drawing, "result" | "text">): DataTable {
  return {
    columns: view.columns.map(({ title, format }) => ({
      title: text(title.id, title.params),
      numeric: format !== "text",
      format: FORMATS[format],
    })),
    rows: recordsAt(result, view.data).map((record) =>
      view.columns.map(({ key, format }) => cellOf(record[key], format)),
    ),
  };
}

const FORMATS: Readonly<Record<ColumnFormat, (value: number) => string>> = {
  text: String,
  number: formatNumber,
  integer: (value) => value.toFixed(0),
  percent: formatPercent,
};

function cellOf(value: unknown, format: ColumnFormat): TableCell {
  if (value === null || value === undefined) return null;
  return format === "text" ? visibleToken(String(value)) : Number(value);
}

/** A table as marks: columns as wide as their widest entry, numbers to the right. */
function tableMarks(content: DataTable, { theme, width, text }: Drawing): Mark[] {
  const { columns } = content;
  const rows = tableTexts(content);
  const { width: cw, height: ch } = theme.cell;
  const most = Math.max(8, Math.floor(width / cw / Math.max(1, columns.length)) + 8);
  const widths = columns.map(({ title }, i) =>
    Math.min(most, Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i])))),
  );
  const starts = widths.map((_, i) =>
    widths.slice(0, i).reduce((sum, cells) => sum + (cells + 2) * cw, 0),
  );
  const line = (cellTexts: readonly string[], row: number, head: boolean): Mark[] =>
    cellTexts.map((words, i) => ({
      kind: "text",
      x: columns[i].numeric ? starts[i] + widths[i] * cw : starts[i],
      y: (row + 0.5) * ch,
      text: fitText(words, widths[i]),
      anchor: columns[i].numeric ? "end" : "start",
      fill: head ? theme.muted : theme.ink,
      font: "mono",
    }));
  if (rows.length === 0) {
    return [{ kind: "text", x: 0, y: ch / 2, text: text("view.empty"), fill: theme.muted }];
  }
  const head = line(
    columns.map(({ title }) => title),
    0,
    true,
  );
  return [...head, ...rows.flatMap((row, i) => line(row, i + 1, false))];
}
