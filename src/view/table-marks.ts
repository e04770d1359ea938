import { moved } from "./bounds.ts";
import { type DataTable, tableTexts } from "./data-table.ts";
import type { Drawing } from "./drawing.ts";
import type { Mark, TextMark } from "./mark.ts";
import { noteMarks } from "./note.ts";
import { fitText, textWidth, wrapText } from "./text-width.ts";

/** More rows are left to the data. */
const MOST_ROWS = 60;
/** The narrowest a column of text gets, in characters. */
const LEAST_TEXT = 14;
/** Between columns, in characters. */
const GAP = 2;

/**
 * A table: columns as wide as their widest entry, numbers to the right. Where they do not fit, text is
 * cut; where that is not enough, every row becomes a block of lines, one for each column.
 */
export function tableMarks(content: DataTable, drawing: Drawing): readonly Mark[] {
  const { theme, width, text } = drawing;
  const total = content.rows.length;
  if (total === 0) return noteMarks([text("view.empty")], drawing).marks;
  const table = { ...content, rows: content.rows.slice(0, MOST_ROWS) };
  const cells = Math.floor(width / theme.cell.width);
  const widths = columnWidths(table, cells);
  const fits = widths !== null && (table.columns.length > 1 || !isCut(table, widths));
  const body = fits ? grid(table, widths, drawing) : blocks(table, cells, drawing);
  const last = body.at(-1);
  const bottom = (last?.y ?? 0) + theme.cell.height * (theme.medium === "graphic" ? 0.75 : 1.5);
  const words = { shown: table.rows.length, total };
  const more = noteMarks(total > MOST_ROWS ? [text("view.moreRows", words)] : [], drawing);
  return [...body, ...moved(more.marks, 0, bottom)];
}

/** Widths in characters; null where even cut text does not fit. */
function columnWidths(table: DataTable, cells: number): readonly number[] | null {
  const rows = tableTexts(table);
  const widths = table.columns.map(({ title }, i) =>
    rows.map((row) => textWidth(row[i])).reduce((a, b) => Math.max(a, b), textWidth(title)),
  );
  const room = cells - GAP * (widths.length - 1);
  for (let excess = widths.reduce((a, b) => a + b, 0) - room; excess > 0; excess--) {
    const widest = widestText(table, widths);
    if (widest === null) return null;
    widths[widest]--;
  }
  return widths;
}

/** Whether words are lost: where they are all that a row has, it is broken into lines instead. */
function isCut(table: DataTable, [width]: readonly number[]): boolean {
  return tableTexts(table).some(([words]) => textWidth(words) > width);
}

/** The widest column of text that can still give a character. */
function widestText({ columns }: DataTable, widths: readonly number[]): number | null {
  let widest: number | null = null;
  columns.forEach(({ numeric }, i) => {
    if (numeric || widths[i] <= LEAST_TEXT) return;
    if (widest === null || widths[i] > widths[widest]) widest = i;
  });
  return widest;
}

function grid(table: DataTable, widths: readonly number[], { theme }: Drawing): TextMark[] {
  const { columns } = table;
  const { width: cw, height: ch } = theme.cell;
  const starts = widths.map((_, i) =>
    widths.slice(0, i).reduce((sum, cells) => sum + (cells + GAP) * cw, 0),
  );
  const line = (texts: readonly string[], row: number, fill: string): TextMark[] =>
    texts.map((words, i) => ({
      kind: "text",
      x: columns[i].numeric ? starts[i] + widths[i] * cw : starts[i],
      y: (row + 0.5) * ch,
      text: fitText(words, widths[i]),
      anchor: columns[i].numeric ? "end" : "start",
      fill,
      font: "mono",
    }));
  const titles = columns.map(({ title }) => title);
  const rows = tableTexts(table).flatMap((row, i) => line(row, i + 1, theme.ink));
  return [...line(titles, 0, theme.muted), ...rows];
}

/** The first column as a heading, the others as `title: value`. */
function blocks(table: DataTable, cells: number, { theme }: Drawing): TextMark[] {
  const { height: ch } = theme.cell;
  let y = ch / 2;
  return tableTexts(table).flatMap((row, at) => {
    if (at > 0) y += theme.medium === "graphic" ? ch / 2 : ch;
    return row.flatMap((value, i) => {
      const words = i === 0 ? value : `${table.columns[i].title}: ${value}`;
      return wrapText(words, cells).map((text): TextMark => {
        const mark = { kind: "text", x: 0, y, text, fill: theme.ink, font: "mono" } as const;
        y += ch;
        return i === 0 ? { ...mark, weight: "bold" } : mark;
      });
    });
  });
}
