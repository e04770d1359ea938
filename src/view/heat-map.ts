import { type Blocks, blockValue, type Cells, inBlocks } from "./blocks.ts";
import { moved } from "./bounds.ts";
import { type CellContour, contourMarks, contourNote } from "./contour.ts";
import type { Drawing } from "./drawing.ts";
import { type Axis, type AxisPlan, type Grid, layOutGrid } from "./grid-layout.ts";
import { FAINT } from "./kinds/token-strip.ts";
import { legend } from "./legend.ts";
import type { Mark, TextMark } from "./mark.ts";
import { noteMarks } from "./note.ts";
import { shortNumber } from "./number.ts";
import { rasterMark } from "./raster.ts";
import type { ValueScale } from "./scale.ts";
import { fitText } from "./text-width.ts";

/** A grid of cells with names on two sides. */
export interface HeatMap {
  /** From top to bottom. */
  readonly rows: Axis;
  readonly columns: Axis;
  readonly cells: Cells;
  readonly scale: ValueScale;
  /** The first column of what was generated, set apart by a rule. */
  readonly rule?: number;
  /** What a cell says instead of its number. */
  readonly say?: (row: number, column: number) => string;
  /** A second quantity, as an outline. */
  readonly contour?: CellContour;
  /** A sentence of its own under the map. */
  readonly note?: string;
}

/** The map, its axes and its legend; where there are too many cells, blocks of them, and what that hides. */
export function heatMap(map: HeatMap, drawing: Drawing): readonly Mark[] {
  const { theme, text } = drawing;
  if (map.cells.values.length === 0) {
    return noteMarks([text("view.empty")], drawing).marks;
  }
  const grid = layOutGrid(map.rows, map.columns, () => longestNumber(map), drawing);
  const size = { rowSize: grid.rows.size, columnSize: grid.columns.size };
  const blocks = inBlocks(map.cells, size, blockValue(map.scale));
  const bottom = grid.top + Math.ceil(grid.rows.count * grid.rows.pitch);
  const gap = theme.medium === "graphic" ? 8 : 1;
  const key = legend(map.scale, drawing);
  const said = noteMarks(notes(map, blocks, drawing), drawing);
  return [
    ...titles(map, grid, drawing),
    ...rowNames(map.rows, grid, drawing),
    ...columnNames(map.columns, grid, drawing),
    ...(grid.raster ? [raster(map, blocks, grid, drawing)] : cells(map, blocks, grid, drawing)),
    ...ruleMarks(map, grid, drawing),
    ...(map.contour === undefined ? [] : contourMarks(map.contour, blocks, grid, drawing)),
    ...moved(said.marks, 0, bottom + gap),
    ...moved(key.marks, 0, bottom + gap + said.height + (said.height > 0 ? gap : 0)),
  ];
}

function titles({ rows, columns }: HeatMap, grid: Grid, drawing: Drawing): Mark[] {
  const { text, theme } = drawing;
  const y = theme.cell.height / 2;
  const counted = columns.positions === true && grid.columns.stride > 1;
  const across = counted ? text("view.byPosition", { axis: columns.title }) : columns.title;
  return [
    label(grid.left, y, `${across} →`, drawing),
    label(0, grid.top - y, fitText(rows.title, grid.rowCells + 1), drawing),
  ];
}

function rowNames(axis: Axis, grid: Grid, { theme }: Drawing): Mark[] {
  const { size, pitch } = grid.rows;
  return labelled(axis, grid.rows).map(([entry, name]) => ({
    kind: "text",
    x: grid.left - theme.cell.width,
    y: grid.top + ((entry + 0.5) / size) * pitch,
    text: fitText(name, grid.rowCells),
    anchor: "end",
    fill: theme.ink,
    font: "mono",
    ...(pitch < 20 ? theme.tick : {}),
  }));
}

function columnNames(axis: Axis, grid: Grid, { theme }: Drawing): Mark[] {
  const graphic = theme.medium === "graphic";
  const { size, pitch } = grid.columns;
  return labelled(axis, grid.columns).map(([entry, name]) => ({
    kind: "text",
    x: grid.left + ((entry + 0.5) / size) * pitch,
    y: grid.turned ? grid.top - (graphic ? 5 : 0) : grid.top - theme.cell.height / 2,
    text: fitText(name, grid.columnCells),
    anchor: grid.turned ? "start" : "middle",
    fill: theme.ink,
    font: "mono",
    ...(pitch < 16 ? theme.tick : {}),
    ...(grid.turned ? { upright: false as const } : {}),
  }));
}

/** The entries of an axis that get a label, and the label: the name, or the position. */
function labelled(
  { names, positions }: Axis,
  { stride }: AxisPlan,
): readonly (readonly [entry: number, name: string])[] {
  return names.flatMap((name, entry) => {
    const counted = /^\d+$/.test(name) && positions !== true ? Number(name) : entry;
    if (counted % stride !== 0) return [];
    return [[entry, positions === true && stride > 1 ? String(entry) : name] as const];
  });
}

function cells(map: HeatMap, blocks: Blocks, grid: Grid, drawing: Drawing): Mark[] {
  return Array.from(blocks.values).flatMap((value, i) => {
    if (Number.isNaN(value)) return [];
    const [row, column] = [Math.floor(i / blocks.columns), i % blocks.columns];
    return cell(map, blocks, grid, row, column, value, drawing);
  });
}

function cell(
  map: HeatMap,
  blocks: Blocks,
  grid: Grid,
  row: number,
  column: number,
  value: number,
  { theme, text }: Drawing,
): Mark[] {
  const gap = theme.medium === "graphic" ? 1 : 0;
  const place = map.scale.place(value);
  const { fill, ink } = theme.paint(map.scale.ramp, place);
  const box = {
    x: grid.left + column * grid.columns.pitch,
    y: grid.top + row * grid.rows.pitch,
    width: grid.columns.pitch - gap,
    height: grid.rows.pitch - gap,
  };
  const said = text("view.cell", {
    row: `${map.rows.title} ${blockName(map.rows, row, blocks.rowSize)}`,
    column: blockName(map.columns, column, blocks.columnSize),
    value: valueText(map, blocks, row, column, value),
  });
  const datum = { key: `${row}:${column}`, label: said };
  const ground: Mark = { kind: "rect", ...box, fill, level: place, datum };
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  if (isTrace(value, map.scale) && !theme.plain) return [ground];
  if (!grid.numbers) {
    const lowers = theme.medium === "graphic" && place < -FAINT;
    const half = Math.min(3, box.width / 2 - 1.5);
    return lowers ? [ground, minus(middle.x, middle.y, half, ink)] : [ground];
  }
  const number: Mark = {
    kind: "text",
    ...middle,
    text: cellNumber(value, map.scale),
    anchor: "middle",
    fill: theme.plain ? theme.ink : ink,
    font: "mono",
    ...theme.tick,
  };
  return theme.plain ? [number] : [ground, number];
}

/** A share too small for a number of its own: many of these would drown the others. */
function isTrace(value: number, { kind }: ValueScale): boolean {
  return kind === "probability" && value < 0.001;
}

/** Colour is never alone. */
function minus(x: number, y: number, half: number, stroke: string): Mark {
  return { kind: "line", x1: x - half, x2: x + half, y1: y, y2: y, stroke, width: 1.5 };
}

function raster(map: HeatMap, blocks: Blocks, grid: Grid, { theme, text }: Drawing): Mark {
  const { rows, columns, scale } = map;
  const box = {
    x: grid.left,
    y: grid.top,
    width: blocks.columns * grid.columns.pitch,
    height: blocks.rows * grid.rows.pitch,
  };
  return rasterMark(blocks, scale, theme, box, {
    label: text("view.cell", { row: `${rows.title} {row}`, column: "{column}", value: "{value}" }),
    rows: Array.from({ length: blocks.rows }, (_, row) => blockName(rows, row, blocks.rowSize)),
    columns: Array.from({ length: blocks.columns }, (_, column) =>
      blockName(columns, column, blocks.columnSize),
    ),
    values: Array.from(blocks.values, (value, i) => {
      const [row, column] = [Math.floor(i / blocks.columns), i % blocks.columns];
      return Number.isNaN(value) ? "" : valueText(map, blocks, row, column, value);
    }),
  });
}

function valueText(
  { say, scale }: HeatMap,
  { rowSize, columnSize }: Blocks,
  row: number,
  column: number,
  value: number,
): string {
  const single = rowSize === 1 && columnSize === 1;
  return single && say !== undefined ? say(row, column) : scale.format(value);
}

/** The name of a cell's entries, with positions where names alone would not tell them apart. */
function blockName(axis: Axis, block: number, size: number): string {
  const first = block * size;
  const last = Math.min(first + size, axis.names.length) - 1;
  return first === last
    ? entryName(axis, first)
    : `${entryName(axis, first)} … ${entryName(axis, last)}`;
}

function entryName({ names, positions }: Axis, entry: number): string {
  return positions === true ? `${names[entry]} (${entry})` : names[entry];
}

function ruleMarks({ rule }: HeatMap, grid: Grid, { theme }: Drawing): Mark[] {
  if (rule === undefined || theme.medium === "terminal") return [];
  const x = grid.left + (rule / grid.columns.size) * grid.columns.pitch - 0.5;
  const [y1, y2] = [grid.top - 4, grid.top + grid.rows.count * grid.rows.pitch + 2];
  return [{ kind: "line", x1: x, x2: x, y1, y2, stroke: theme.ink, width: 1.5 }];
}

/** Where the input ends, and what blocks hide. */
function notes(
  { rows, columns, rule, contour, note, scale }: HeatMap,
  blocks: Blocks,
  { text }: Drawing,
): readonly string[] {
  const { rowSize, columnSize } = blocks;
  const said = note === undefined ? [] : [note];
  if (contour !== undefined) {
    const nameOf = (row: number, column: number): string =>
      `${entryName(rows, row)}·${entryName(columns, column)}`;
    said.push(contourNote(contour, nameOf, { text }));
  }
  if (rule !== undefined) said.push(text("view.generatedFrom", { position: rule }));
  if (rowSize === 1 && columnSize === 1) return said;
  const id = blockValue(scale) === "mean" ? "view.blocksMean" : "view.blocksLargest";
  return [...said, text(id, { rows: rowSize, columns: columnSize })];
}

/** Short enough for a cell. */
function cellNumber(value: number, scale: ValueScale): string {
  if (scale.kind === "probability") return scale.format(value);
  return shortNumber(value, Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1])));
}

function longestNumber({ cells, scale }: HeatMap): number {
  let longest = 1;
  for (const value of cells.values) {
    if (!Number.isNaN(value)) longest = Math.max(longest, cellNumber(value, scale).length);
  }
  return longest;
}

function label(x: number, y: number, text: string, { theme }: Drawing): TextMark {
  return { kind: "text", x, y, text, fill: theme.muted, ...theme.label };
}
