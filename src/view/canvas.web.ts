import { VitrineError } from "../errors.ts";
import { markBounds } from "./bounds.ts";
import type { LineMark, Mark, PathMark, RasterMark, RectMark, TextMark } from "./mark.ts";
import { pngSize } from "./png-size.ts";
import { MONO, SANS } from "./svg.ts";
import { lightTheme } from "./theme.ts";

/** What marks are painted on. */
export type CanvasContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface PngBlobOptions {
  /** Pixels of the file per unit of the scene. @defaultValue 2 */
  readonly scale?: number;
  /** Colour behind the marks; without one the file is transparent. */
  readonly ground?: string;
  /** In units of the scene; default: what the marks need. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * Paints marks, the first at the bottom, in units of the context's transform. The marks come from a
 * scene whose theme has real colours, such as `lightTheme`: a canvas knows no CSS variables.
 */
export function drawCanvas(marks: readonly Mark[], context: CanvasContext): void {
  context.save();
  const middles = new Map<string, number>();
  for (const mark of marks) drawMark(mark, context, middles);
  context.restore();
}

/**
 * Gives a canvas in a page a size in CSS pixels and as many device pixels as the screen has for it,
 * empties it, and returns its context, scaled so that one unit is one CSS pixel.
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = present(canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * The marks as a PNG file, painted by this browser with its fonts.
 *
 * @throws VitrineError `UNSUPPORTED` for a picture that no canvas can hold, `BAD_OPTION` for a scale
 *   that is no positive number.
 */
export async function pngBlob(
  marks: readonly Mark[],
  { scale = 2, ground, ...size }: PngBlobOptions = {},
): Promise<Blob> {
  const needed = markBounds(marks, lightTheme.cell);
  const { width, height } = pngSize({ ...needed, ...size }, scale);
  const canvas = new OffscreenCanvas(width, height);
  const context = present(canvas.getContext("2d"));
  if (ground !== undefined) {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.scale(scale, scale);
  drawCanvas(marks, context);
  return canvas.convertToBlob({ type: "image/png" });
}

function present<T>(context: T | null): T {
  if (context !== null) return context;
  const message = `canvas: there is no 2D context; it has one of another kind, or memory is short.`;
  throw new VitrineError("UNSUPPORTED", message);
}

function drawMark(mark: Mark, context: CanvasContext, middles: Map<string, number>): void {
  context.globalAlpha = mark.opacity ?? 1;
  switch (mark.kind) {
    case "rect":
      return drawRect(mark, context);
    case "text":
      return drawText(mark, context, middles);
    case "line":
      return drawLine(mark, context);
    case "path":
      return drawPath(mark, context);
    case "raster":
      return drawRaster(mark, context);
    case "circle":
      context.beginPath();
      context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI);
      fill(mark.fill, context);
      return stroke(mark.stroke, {}, context);
  }
}

function drawRect(mark: RectMark, context: CanvasContext): void {
  const [width, height] = [Math.max(0, mark.width), Math.max(0, mark.height)];
  context.beginPath();
  if (mark.radius === undefined) context.rect(mark.x, mark.y, width, height);
  else context.roundRect(mark.x, mark.y, width, height, mark.radius);
  fill(mark.fill, context);
  stroke(mark.stroke, {}, context);
}

function drawLine(mark: LineMark, context: CanvasContext): void {
  context.beginPath();
  context.moveTo(mark.x1, mark.y1);
  context.lineTo(mark.x2, mark.y2);
  stroke(mark.stroke, mark, context);
}

function drawPath(mark: PathMark, context: CanvasContext): void {
  context.beginPath();
  mark.points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  fill(mark.fill, context);
  stroke(mark.stroke, mark, context, "round");
}

function fill(colour: string | undefined, context: CanvasContext): void {
  if (colour === undefined) return;
  context.fillStyle = colour;
  context.fill();
}

function stroke(
  colour: string | undefined,
  { width = 1, dash = false }: Pick<LineMark, "width" | "dash">,
  context: CanvasContext,
  join: CanvasLineJoin = "miter",
): void {
  if (colour === undefined) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = join;
  context.setLineDash(dash ? [4, 3] : []);
  context.stroke();
}

/**
 * Letters are set at the size in device pixels at which they are seen, as browsers do in SVG.
 *
 * @param middles - How far below a line's middle its baseline is, by font, in units of the scene.
 */
function drawText(mark: TextMark, context: CanvasContext, middles: Map<string, number>): void {
  const font = fontOf(mark, 1);
  const middle = middles.get(font) ?? middleOf(font, context);
  middles.set(font, middle);
  const scale = context.getTransform().a;
  context.save();
  context.font = fontOf(mark, scale);
  context.fillStyle = mark.fill;
  context.textAlign = ALIGN[mark.anchor ?? "start"];
  context.direction = mark.direction ?? "ltr";
  context.translate(mark.x, mark.y);
  context.scale(1 / scale, 1 / scale);
  if (mark.upright === false) context.rotate(-Math.PI / 2);
  context.fillText(mark.text, 0, middle * scale);
  context.restore();
}

const ALIGN = { start: "left", middle: "center", end: "right" } as const;

/** SVG's `dominant-baseline: central`: half way between the font's ascent and descent. */
function middleOf(font: string, context: CanvasContext): number {
  context.font = font;
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText("x");
  return (fontBoundingBoxAscent - fontBoundingBoxDescent) / 2;
}

function fontOf({ font, weight, size }: TextMark, scale: number): string {
  return `${weight === "bold" ? 600 : 400} ${(size ?? 13) * scale}px ${font === "mono" ? MONO : SANS}`;
}

/** Cells end at whole pixels, so that no seam shows between them; equal neighbours are one piece. */
function drawRaster({ palette, cells, ...mark }: RasterMark, context: CanvasContext): void {
  const { columns, rows } = mark;
  const { a, d, e, f } = context.getTransform();
  const x = (column: number): number =>
    Math.round(a * (mark.x + (column / columns) * mark.width) + e);
  const y = (row: number): number => Math.round(d * (mark.y + (row / rows) * mark.height) + f);
  context.save();
  context.resetTransform();
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 0; from < columns; from = to) {
      const index = cells[row * columns + from];
      for (to = from + 1; to < columns && cells[row * columns + to] === index; to++);
      if (index < 0) continue;
      context.fillStyle = palette[index].fill;
      context.fillRect(x(from), y(row), x(to) - x(from), y(row + 1) - y(row));
    }
  }
  context.restore();
}
