import type { Blocks, Cells } from "./blocks.ts";
import type { Drawing } from "./drawing.ts";
import type { Grid } from "./grid-layout.ts";
import type { Mark } from "./mark.ts";
import { formatNumber } from "./number.ts";

/** An outline around the cells where a second quantity is large. */
export interface CellContour {
  readonly cells: Cells;
  /** Cells of at least this are inside. */
  readonly at: number;
  /** What being inside means. */
  readonly title: string;
}

/** Inside cells named in the note at most. */
const NAMED = 12;

/** The edges between inside and outside; none where cells are drawn in blocks or as letters. */
export function contourMarks(
  { cells, at }: CellContour,
  { rowSize, columnSize }: Blocks,
  grid: Grid,
  { theme }: Drawing,
): Mark[] {
  if (theme.medium === "terminal" || rowSize > 1 || columnSize > 1) return [];
  const { rows, columns, values } = cells;
  const isInside = (row: number, column: number): boolean =>
    row >= 0 &&
    row < rows &&
    column >= 0 &&
    column < columns &&
    values[row * columns + column] >= at;
  const x = (column: number): number => grid.left + column * grid.columns.pitch - 0.5;
  const y = (row: number): number => grid.top + row * grid.rows.pitch - 0.5;
  const line = (x1: number, y1: number, x2: number, y2: number): Mark => ({
    ...{ kind: "line", x1, y1, x2, y2 },
    ...{ stroke: theme.ink, width: 2 },
  });
  const marks: Mark[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const here = isInside(row, column);
      if (here !== isInside(row - 1, column)) {
        marks.push(line(x(column), y(row), x(column + 1), y(row)));
      }
      if (here !== isInside(row, column - 1)) {
        marks.push(line(x(column), y(row), x(column), y(row + 1)));
      }
    }
  }
  return marks;
}

/** What the outline means, and which cells are inside: outlines alone would be lost on a terminal. */
export function contourNote(
  { cells, at, title }: CellContour,
  nameOf: (row: number, column: number) => string,
  { text }: Pick<Drawing, "text">,
): string {
  const inside = [...cells.values.keys()].filter((i) => cells.values[i] >= at);
  const names = inside
    .slice(0, NAMED)
    .map((i) => nameOf(Math.floor(i / cells.columns), i % cells.columns));
  const more = inside.length > NAMED ? [`… (${inside.length})`] : [];
  const listed = inside.length === 0 ? "–" : [...names, ...more].join(", ");
  return text("view.contour", { title, at: formatNumber(at), cells: listed });
}
