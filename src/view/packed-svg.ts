import { markBounds } from "./bounds.ts";
import { escapeMarkup } from "./escape.ts";
import type { Mark, RasterMark, RectMark, TextMark } from "./mark.ts";
import { svg } from "./svg.ts";
import { lightTheme } from "./theme.ts";

/**
 * The picture of the marks in about a third of the bytes that `svg` takes, for pages that show many:
 * plain rectangles of one fill are one path, texts of one look share its attributes, cells of a
 * raster are strokes, and values under the pointer are left out. Plain rectangles are drawn first,
 * then rasters; plain texts last.
 */
export function packedSvg(marks: readonly Mark[], { label }: { readonly label: string }): string {
  const fills = new Map<string, string>();
  const texts = new Map<string, string>();
  const rest: Mark[] = [];
  const rasters = new Map<string, RasterMark[]>();
  for (const mark of marks) {
    if (isPlainRect(mark)) append(fills, mark.fill, outline(mark));
    else if (isPlainText(mark)) append(texts, look(mark), words(mark));
    else if (mark.kind === "raster") put(rasters, cellOf(mark), mark);
    else rest.push(bare(mark));
  }
  const drawn = svg(rest, { label, ...markBounds(marks, lightTheme.cell) });
  const open = drawn.indexOf(">") + 1;
  const paths = [...fills].map(([fill, d]) => `<path fill="${escapeMarkup(fill)}" d="${d}"/>`);
  const groups = [...texts].map(([attributes, content]) => `<g ${attributes}>${content}</g>`);
  const maps = [...rasters.values()].map(strokes);
  const middle = drawn.slice(open, -"</svg>".length);
  return `${drawn.slice(0, open)}${paths.join("")}${maps.join("")}${middle}${groups.join("")}</svg>`;
}

type PlainRect = RectMark & { readonly fill: string };

function isPlainRect(mark: Mark): mark is PlainRect {
  if (mark.kind !== "rect" || mark.fill === undefined) return false;
  return mark.stroke === undefined && mark.opacity === undefined && mark.radius === undefined;
}

function isPlainText(mark: Mark): mark is TextMark {
  if (mark.kind !== "text" || mark.upright === false) return false;
  return mark.direction === undefined && mark.opacity === undefined;
}

function put<T>(to: Map<string, T[]>, key: string, item: T): void {
  const list = to.get(key);
  if (list === undefined) to.set(key, [item]);
  else list.push(item);
}

function append(to: Map<string, string>, key: string, piece: string): void {
  to.set(key, (to.get(key) ?? "") + piece);
}

function outline({ x, y, width, height }: RectMark): string {
  const [w, h] = [round(Math.max(0, width)), round(Math.max(0, height))];
  return `M${round(x)} ${round(y)}h${w}v${h}h${-w}z`;
}

/** How large a raster's cells are, as a scale. */
function cellOf({ width, height, columns, rows }: RasterMark): string {
  const [sx, sy] = [width / columns, height / rows].map(thousandths);
  return `scale(${sx} ${sy})`;
}

/**
 * Rasters of one cell size: in units of cells, a row's equal neighbours as one stroke along its
 * middle, and all strokes of one colour as one path.
 */
function strokes(rasters: readonly RasterMark[]): string {
  const [{ x, y, width, height, columns, rows }] = rasters;
  const paths = new Map<string, string>();
  for (const raster of rasters) {
    const left = thousandths(((raster.x - x) * columns) / width);
    const top = thousandths(((raster.y - y) * rows) / height);
    for (const [fill, runs] of runsOf(raster)) append(paths, fill, pathOf(runs, left, top));
  }
  const drawn = [...paths].map(([fill, d]) => `<path stroke="${escapeMarkup(fill)}" d="${d}"/>`);
  const place = `translate(${round(x)} ${round(y + height / rows / 2)}) ${cellOf(rasters[0])}`;
  return `<g transform="${place}" shape-rendering="crispEdges">${drawn.join("")}</g>`;
}

/** Row, first column and length of equal neighbours. */
type Run = readonly [row: number, from: number, length: number];

/** By fill. */
function runsOf({ columns, rows, cells, palette }: RasterMark): Map<string, Run[]> {
  const runs = new Map<string, Run[]>();
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 0; from < columns; from = to) {
      const index = cells[row * columns + from];
      for (to = from + 1; to < columns && cells[row * columns + to] === index; to++);
      if (index < 0) continue;
      const { fill } = palette[index];
      put(runs, fill, [row, from, to - from] as const);
    }
  }
  return runs;
}

/** The first run from where the raster is, each other one from the end of the one before. */
function pathOf(runs: readonly Run[], left: number, top: number): string {
  let [x, y] = [0, 0];
  const moves = runs.map(([row, from, length], i) => {
    const move =
      i === 0
        ? `M${thousandths(left + from)} ${thousandths(top + row)}`
        : `m${from - x} ${row - y}`;
    [x, y] = [from + length, row];
    return `${move}h${length}`;
  });
  return moves.join("");
}

function words({ x, y, text }: TextMark): string {
  return `<text x="${round(x)}" y="${round(y)}">${escapeMarkup(text)}</text>`;
}

function look({ fill, anchor, font, weight, size }: TextMark): string {
  const classes = ["vt", ...(font === "mono" ? ["vm"] : []), ...(size ? [`s${size}`] : [])];
  return [
    `class="${classes.join(" ")}" fill="${escapeMarkup(fill)}"`,
    ...(anchor === undefined || anchor === "start" ? [] : [`text-anchor="${anchor}"`]),
    ...(weight === "bold" ? [`font-weight="600"`] : []),
  ].join(" ");
}

function bare({ datum: _datum, ...mark }: Mark): Mark {
  return mark;
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
