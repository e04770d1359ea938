import type { Mark, PathMark, TextMark } from "./mark.ts";
import { textWidth } from "./text-width.ts";
import type { Cell } from "./theme.ts";

export interface Bounds {
  readonly width: number;
  readonly height: number;
}

/** How far the marks reach to the right and down, text by the width of its characters. */
export function markBounds(marks: readonly Mark[], cell: Cell): Bounds {
  let [width, height] = [0, 0];
  for (const mark of marks) {
    const [right, bottom] = farCorner(mark, cell);
    width = Math.max(width, right);
    height = Math.max(height, bottom);
  }
  return { width, height };
}

/** Marks moved by an offset. */
export function moved(marks: readonly Mark[], dx: number, dy: number): readonly Mark[] {
  return marks.map((mark) => movedMark(mark, dx, dy));
}

function movedMark(mark: Mark, dx: number, dy: number): Mark {
  if (mark.kind === "line") {
    return { ...mark, x1: mark.x1 + dx, x2: mark.x2 + dx, y1: mark.y1 + dy, y2: mark.y2 + dy };
  }
  if (mark.kind === "path") {
    return { ...mark, points: mark.points.map(([x, y]) => [x + dx, y + dy] as const) };
  }
  return { ...mark, x: mark.x + dx, y: mark.y + dy };
}

function farCorner(mark: Mark, cell: Cell): readonly [number, number] {
  if (mark.kind === "rect" || mark.kind === "raster") {
    return [mark.x + mark.width, mark.y + mark.height];
  }
  if (mark.kind === "circle") return [mark.x + mark.radius, mark.y + mark.radius];
  if (mark.kind === "line") return [Math.max(mark.x1, mark.x2), Math.max(mark.y1, mark.y2)];
  if (mark.kind === "text") return textCorner(mark, cell);
  return farthest(mark.points);
}

function farthest(points: PathMark["points"]): readonly [number, number] {
  let [right, bottom] = [0, 0];
  for (const [x, y] of points) {
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return [right, bottom];
}

function textCorner(mark: TextMark, cell: Cell): readonly [number, number] {
  const zoom = (mark.size ?? cell.fontSize) / cell.fontSize;
  const length = textWidth(mark.text) * cell.width * zoom;
  const half = (cell.height * zoom) / 2;
  if (mark.upright === false) return [mark.x + half, mark.y];
  const reach = { start: 1, middle: 0.5, end: 0 }[mark.anchor ?? "start"] * length;
  return [mark.x + reach, mark.y + half];
}
