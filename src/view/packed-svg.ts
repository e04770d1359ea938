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
  let rasters = "";
  for (const mark of marks) {
    if (isPlainRect(mark)) append(fills, mark.fill, outline(mark));
    else if (isPlainText(mark)) append(texts, look(mark), words(mark));
    else if (mark.kind === "raster") rasters += strokes(mark);
    else rest.push(bare(mark));
  }
  const drawn = svg(rest, { label, ...markBounds(marks, lightTheme.cell) });
  const open = drawn.indexOf(">") + 1;
  const paths = [...fills].map(([fill, d]) => `<path fill="${escapeMarkup(fill)}" d="${d}"/>`);
  const groups = [...texts].map(([attributes, content]) => `<g ${attributes}>${content}</g>`);
  const middle = drawn.slice(open, -"</svg>".length);
  return `${drawn.slice(0, open)}${paths.join("")}${rasters}${middle}${groups.join("")}</svg>`;
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

function append(to: Map<string, string>, key: string, piece: string): void {
  to.set(key, (to.get(key) ?? "") + piece);
}

function outline({ x, y, width, height }: RectMark): string {
  const [w, h] = [round(Math.max(0, width)), round(Math.max(0, height))];
  return `M${round(x)} ${round(y)}h${w}v${h}h${-w}z`;
}

/** In units of cells, a row's equal neighbours as one stroke along its middle. */
function strokes({ x, y, width, height, columns, rows, cells, palette }: RasterMark): string {
  const paths = palette.map(() => "");
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 0; from < columns; from = to) {
      const index = cells[row * columns + from];
      for (to = from + 1; to < columns && cells[row * columns + to] === index; to++);
      if (index >= 0) paths[index] += `M${from} ${row}h${to - from}`;
    }
  }
  const drawn = paths.map((d, i) =>
    d === "" ? "" : `<path stroke="${escapeMarkup(palette[i].fill)}" d="${d}"/>`,
  );
  const [sx, sy] = [width / columns, height / rows].map((size) => Math.round(size * 1000) / 1000);
  const place = `translate(${round(x)} ${round(y + height / rows / 2)}) scale(${sx} ${sy})`;
  return `<g transform="${place}" shape-rendering="crispEdges">${drawn.join("")}</g>`;
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
