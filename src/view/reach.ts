import { markBounds } from "./bounds.ts";
import type { Mark, RasterData, RasterMark } from "./mark.ts";
import { lightTheme } from "./theme.ts";

/** Something with a value that a pointer or the keyboard's cursor can be on. */
export interface Reachable {
  /** The datum's key; of a cell of a raster `row:column`, after its part. */
  readonly key: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of a line, the box's diagonal that it is: from its left end down or up to its right end. */
  readonly slope?: "down" | "up";
}

export type Move = "left" | "right" | "up" | "down" | "home" | "end";

/** Everything in a picture that has a value, in the order in which it is drawn. */
export function reachable(marks: readonly Mark[]): readonly Reachable[] {
  return marks.flatMap((mark) => {
    const cells = mark.kind === "raster" ? rasterCells(mark) : [];
    if (mark.datum === undefined) return cells;
    return [...cells, { key: mark.datum.key, label: mark.datum.label, ...boxOf(mark) }];
  });
}

/**
 * Where the cursor goes: the nearest thing in a direction, those in line with it first. At an edge it
 * stays. `home` and `end` are the first and the last thing; without a current one every move is `home`.
 * Things that share their middle, as lines that cross, come one after the other in drawing order.
 */
export function next(
  list: readonly Reachable[],
  current: string | null,
  move: Move,
): Reachable | undefined {
  const from = list.find(({ key }) => key === current);
  if (from === undefined || move === "home") return list[0];
  if (move === "end") return list.at(-1);
  const index = list.indexOf(from);
  let best = from;
  let least = Infinity;
  list.forEach((candidate, i) => {
    const cost = stepCost(from, candidate, move, i - index);
    if (cost < least) [best, least] = [candidate, cost];
  });
  return best;
}

/** What lies at a place: the last drawn of the things there. */
export function at(list: readonly Reachable[], x: number, y: number): Reachable | undefined {
  return list.findLast((thing) => distanceTo(thing, x, y) <= (thing.slope ? NEAR : 0));
}

/** How far a place is from a thing; 0 inside its box, or on its line. */
export function distanceTo(thing: Reachable, x: number, y: number): number {
  const { width, height, slope } = thing;
  if (slope === undefined) {
    const dx = Math.max(thing.x - x, 0, x - thing.x - width);
    const dy = Math.max(thing.y - y, 0, y - thing.y - height);
    return Math.hypot(dx, dy);
  }
  const run = slope === "down" ? height : -height;
  const [left, top] = [x - thing.x, y - (slope === "down" ? thing.y : thing.y + height)];
  const along = (left * width + top * run) / (width * width + run * run || 1);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(left - share * width, top - share * run);
}

/** A pointer this close to a line is on it. */
const NEAR = 5;

/** Of things in one place, far less than any distance. */
const TIE = 1e-6;

/** Distance along the move, and four times that across it; infinite where the move leads elsewhere. */
function stepCost(from: Reachable, to: Reachable, move: Move, behind: number): number {
  const [dx, dy] = [center(to)[0] - center(from)[0], center(to)[1] - center(from)[1]];
  const sideways = move === "left" || move === "right";
  const sign = move === "left" || move === "up" ? -1 : 1;
  if (Math.hypot(dx, dy) < 0.5) return sign * behind > 0 ? sign * behind * TIE : Infinity;
  const along = sign * (sideways ? dx : dy);
  if (along < 0.5) return Infinity;
  return along + 4 * Math.abs(sideways ? dy : dx);
}

function center({ x, y, width, height }: Reachable): readonly [number, number] {
  return [x + width / 2, y + height / 2];
}

type Box = Omit<Reachable, "key" | "label">;

function boxOf(mark: Mark): Box {
  if (mark.kind === "rect" || mark.kind === "raster") {
    return { x: mark.x, y: mark.y, width: mark.width, height: mark.height };
  }
  if (mark.kind === "circle") {
    const { x, y, radius } = mark;
    return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
  }
  if (mark.kind === "text") {
    const { height } = lightTheme.cell;
    const right = markBounds([{ ...mark, anchor: "start" }], lightTheme.cell).width;
    const width = right - mark.x;
    const shift = { start: 0, middle: width / 2, end: width }[mark.anchor ?? "start"];
    return { x: mark.x - shift, y: mark.y - height / 2, width, height };
  }
  if (mark.kind === "path") return boxAround(mark.points);
  const { x1, y1, x2, y2 } = mark;
  const ends = [
    [x1, y1],
    [x2, y2],
  ] as const;
  return { ...boxAround(ends), slope: (x2 - x1) * (y2 - y1) < 0 ? "up" : "down" };
}

function boxAround(points: readonly (readonly [number, number])[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function rasterCells(mark: RasterMark): readonly Reachable[] {
  const { cellData } = mark;
  if (cellData === undefined) return [];
  const [width, height] = [mark.width / mark.columns, mark.height / mark.rows];
  return mark.cells.flatMap((paint, i) => {
    if (paint < 0) return [];
    const [row, column] = [Math.floor(i / mark.columns), i % mark.columns];
    const label = cellLabel(cellData, row, column, cellData.values[i]);
    const [x, y] = [mark.x + column * width, mark.y + row * height];
    const key = `${cellData.part ?? ""}${row}:${column}`;
    return [{ key, label, x, y, width, height }];
  });
}

function cellLabel(data: RasterData, row: number, column: number, value: string): string {
  const words: Readonly<Record<string, string>> = {
    row: data.rows[row],
    column: data.columns[column],
    value,
  };
  return data.label.replace(/\{(row|column|value)\}/g, (_, name: string) => words[name]);
}
