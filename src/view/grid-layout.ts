import type { Drawing } from "./drawing.ts";
import { textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** One side of a grid. */
export interface Axis {
  readonly title: string;
  /** From left to right, or from top to bottom. */
  readonly names: readonly string[];
  /** Names are tokens of a text: where there is no room for all of them, their positions count. */
  readonly positions?: boolean;
}

/** How one side is drawn. */
export interface AxisPlan {
  /** Entries of the axis in one cell. */
  readonly size: number;
  /** Cells. */
  readonly count: number;
  /** Width or height of a cell. */
  readonly pitch: number;
  /** Every how many entries there is a label; 1 names all. */
  readonly stride: number;
}

/** Where things are; all in units of the scene. */
export interface Grid {
  /** Left edge of the cells. */
  readonly left: number;
  /** Top edge of the cells. */
  readonly top: number;
  readonly rows: AxisPlan;
  readonly columns: AxisPlan;
  /** Too many cells for a mark each. */
  readonly raster: boolean;
  /** Whether names of columns are turned. */
  readonly turned: boolean;
  /** Characters of a row's and of a column's name. */
  readonly rowCells: number;
  readonly columnCells: number;
  /** Whether cells show their number. */
  readonly numbers: boolean;
}

const TURNED_CELLS = 8;
/** More marks make an SVG slow. */
const MOST_MARKS = 2000;
/** Up to as many columns keep room for their names, and the picture scrolls where it has to. */
const FEW_COLUMNS = 24;
/** A name needs this much across, in pixels. */
const LABEL_PITCH = 12;
/** Smaller cells have no room for the sign of what lowers. */
const SIGN_PITCH = 8;
/** The smallest cell, in pixels. */
const LEAST_CELL = 3;
const WIDEST = 960;

/**
 * Lays out a grid in the drawing's room.
 *
 * @param numberCells - Characters of the longest number; asked only where numbers may have room.
 */
export function layOutGrid(
  rows: Axis,
  columns: Axis,
  numberCells: () => number,
  drawing: Drawing,
): Grid {
  const cells = Math.floor(drawing.width / drawing.theme.cell.width);
  const most = Math.min(16, Math.max(5, Math.floor(cells / 3)));
  const longest = longestOf([rows.title, ...rows.names]);
  const named = layOut(rows, columns, Math.min(longest, most), numberCells, drawing);
  if (rows.positions !== true || named.rows.stride === 1) return named;
  // Rows are counted: their numbers leave more room.
  const digits = longestOf([rows.title.slice(0, 6), String(rows.names.length)]);
  const counted = layOut(rows, columns, Math.min(digits, most), numberCells, drawing);
  return counted.rows.stride === 1 ? named : counted;
}

function layOut(
  rows: Axis,
  columns: Axis,
  rowCells: number,
  numberCells: () => number,
  { theme, width }: Drawing,
): Grid {
  const graphic = theme.medium === "graphic";
  const { width: cw, height: ch } = theme.cell;
  const left = (rowCells + 1) * cw;
  const room = Math.max(cw, Math.min(width - left, WIDEST));
  const across = graphic ? columnPixels(columns, room) : columnCharacters(columns, room);
  const down = graphic
    ? rowPixels(rows, columns.names.length, across.count * across.pitch)
    : rowLines(rows, theme.plain);
  const names = columnLabels(columns, across, theme);
  const small = Math.min(across.pitch, down.pitch) < SIGN_PITCH;
  return {
    left,
    top: ch + names.height,
    rows: down,
    columns: across,
    raster: graphic ? small || across.count * down.count > MOST_MARKS : down.pitch < 1,
    turned: names.turned,
    rowCells,
    columnCells: names.cells,
    numbers: graphic
      ? across.pitch >= 24 && down.pitch >= 16 && numberCells() * 6.6 + 3 <= across.pitch
      : across.pitch >= 4 && down.pitch >= 1 && numberCells() < across.pitch,
  };
}

/** Names of columns are turned where they are wider than a column; numbers of positions never are. */
function columnLabels({ names }: Axis, { pitch, size, stride }: AxisPlan, theme: Theme) {
  const { width: cw, height: ch } = theme.cell;
  const graphic = theme.medium === "graphic";
  const longest = longestOf(names);
  if (stride > 1) {
    return {
      turned: false,
      cells: Math.max(1, Math.floor((stride * pitch) / size / cw)),
      height: ch,
    };
  }
  if ((longest + (graphic ? 0.5 : 1)) * cw <= pitch) {
    return { turned: false, cells: Math.max(1, Math.floor(pitch / cw)), height: ch };
  }
  const cells = Math.min(longest, TURNED_CELLS);
  return { turned: true, cells, height: graphic ? cells * cw + 8 : cells * ch };
}

function longestOf(names: readonly string[]): number {
  return names.reduce((most, name) => Math.max(most, textWidth(name)), 1);
}

function columnPixels({ names }: Axis, room: number): AxisPlan {
  const n = Math.max(1, names.length);
  if (n <= FEW_COLUMNS || room / n >= 16) {
    return plan(n, 1, Math.max(16, Math.min(64, room / n)), 1);
  }
  if (room / n >= LABEL_PITCH) return plan(n, 1, room / n, 1);
  const size = Math.ceil(n / Math.floor(room / LEAST_CELL));
  const pitch = room / Math.ceil(n / size);
  return plan(n, size, pitch, niceStride((String(n).length * 6.6 + 10) / (pitch / size)));
}

function rowPixels({ names }: Axis, columns: number, gridWidth: number): AxisPlan {
  const n = Math.max(1, names.length);
  if (n <= FEW_COLUMNS) return plan(n, 1, 24, 1);
  const isSquare = n === columns;
  if (n <= 40 && !isSquare) return plan(n, 1, 16, 1);
  const square = (gridWidth * n) / Math.max(1, columns);
  const height = Math.min(WIDEST, Math.max(square, Math.min(isSquare ? 200 : 480, n * 6)));
  const size = Math.ceil(n / Math.floor(height / LEAST_CELL));
  const pitch = Math.min(24, height / Math.ceil(n / size));
  return plan(n, size, pitch, niceStride(11 / (pitch / size)));
}

function columnCharacters({ names }: Axis, room: number): AxisPlan {
  const n = Math.max(1, names.length);
  const fitting = Math.floor(room / n);
  if (fitting >= 2) return plan(n, 1, Math.min(9, fitting), 1);
  const size = Math.ceil(n / room);
  return plan(n, size, 1, niceStride((String(n).length + 1) * size));
}

/** Up to this many rows have a line each. */
const MOST_LINES = 40;

/** Two rows share a line where there are colours for an upper and a lower half. */
function rowLines({ names }: Axis, isPlain: boolean): AxisPlan {
  const n = Math.max(1, names.length);
  if (n <= MOST_LINES) return plan(n, 1, 1, 1);
  const size = Math.ceil(n / (isPlain ? 32 : 64));
  const pitch = isPlain ? 1 : 0.5;
  return plan(n, size, pitch, niceStride(size / pitch));
}

function plan(n: number, size: number, pitch: number, stride: number): AxisPlan {
  return { size, count: Math.ceil(n / size), pitch, stride };
}

/** The smallest of 1, 2, 5, 10, 20 … that is not below `least`. */
function niceStride(least: number): number {
  let power = 1;
  for (;;) {
    for (const factor of [1, 2, 5]) if (factor * power >= least - 1e-9) return factor * power;
    power *= 10;
  }
}
