import { moved } from "../bounds.ts";
import type { Drawing } from "../drawing.ts";
import { roleSign } from "../head-role-text.ts";
import {
  type Sides,
  sidesOf,
  type Thumbnail,
  type Thumbnails,
  thumbnails,
} from "../head-thumbnails.ts";
import { legend } from "../legend.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatPercent } from "../number.ts";
import { rasterMark } from "../raster.ts";
import { numbersAt } from "../resolve.ts";
import { valueScale } from "../scale.ts";
import type { HeadGridView } from "../spec.ts";
import { textWidth } from "../text-width.ts";

/** Where things are, in cells of the terminal. */
interface Layout {
  readonly left: number;
  /** Of a tile, the gap after it left out. */
  readonly width: number;
  /** Lines of a tile's map; 0 where only signs fit. */
  readonly lines: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Narrower maps show nothing. */
const LEAST = 4;
const MOST = 12;

/** The grid in a terminal: a few shaded cells for every head over a sign of where it looks most. */
export function headTiles(view: HeadGridView, drawing: Drawing): readonly Mark[] {
  const { theme, result } = drawing;
  const [layers, heads, , keys] = numbersAt(result, view.data).dims;
  const layout = layOut(heads === 1 ? layers : heads, keys, drawing);
  const rows = Math.max(1, layout.lines * (theme.plain ? 1 : 2));
  const grid = thumbnails(view, result, { rows, columns: layout.width });
  const sides = sidesOf(grid, 0);
  const scale = valueScale(
    grid.list.flatMap(({ cells }) => [...cells.values]),
    { ...view, onText: false },
  );
  const bottom = 1 + sides.rows.names.length * layout.stepY;
  const key = legend(scale, drawing);
  return [
    ...names(sides, layout, drawing),
    ...grid.list.flatMap((one): readonly Mark[] => {
      const [column, row] = sides.placeOf(one);
      const [x, y] = [layout.left + column * layout.stepX, 1 + row * layout.stepY];
      const box = { x, y, width: layout.width, height: layout.lines };
      const map = layout.lines === 0 ? [] : [rasterMark(one.cells, scale, theme, box)];
      return [...map, tag(one, x, y + layout.lines, layout, drawing)];
    }),
    ...(layout.lines === 0 ? [] : moved(key.marks, 0, bottom)),
    ...moved(notes(grid, layout, drawing), 0, bottom + (layout.lines === 0 ? 0 : key.height)),
  ];
}

function layOut(columns: number, keys: number, { width, text }: Drawing): Layout {
  const left = Math.max(4, textWidth(text("view.layer"))) + 1;
  const room = Math.floor((width - left) / columns) - 1;
  if (room < LEAST) return { left, width: 1, lines: 0, stepX: room > 0 ? 2 : 1, stepY: 1 };
  const tile = evenWidth(keys, Math.min(room, MOST));
  const lines = Math.ceil(tile / 2);
  return { left, width: tile, lines, stepX: tile + 1, stepY: lines + 2 };
}

/** The widest map, of at most `most` cells, whose columns are equally wide. */
function evenWidth(keys: number, most: number): number {
  const columns = Math.ceil(keys / Math.ceil(keys / most));
  return columns * Math.floor(most / columns);
}

function names(
  { columns, rows }: Sides,
  { left, lines, stepX, stepY }: Layout,
  { theme, text }: Drawing,
): Mark[] {
  const name = (x: number, y: number, words: string, anchor: "start" | "end"): Mark => ({
    kind: "text",
    x,
    y: y + 0.5,
    text: words,
    fill: theme.muted,
    anchor,
  });
  const across = lines === 0 ? [`${text(columns.title)} →`] : columns.names;
  return [
    name(0, 0, text(rows.title), "start"),
    ...across.map((words, column) => name(left + column * stepX, 0, words, "start")),
    ...rows.names.map((words, row) =>
      name(left - 1, 1 + row * stepY + lines / 2 - 0.5, words, "end"),
    ),
  ];
}

/** The sign, and the share where it fits. */
function tag(
  { role }: Thumbnail,
  x: number,
  y: number,
  { width }: Layout,
  { theme }: Drawing,
): Mark {
  const sign = roleSign(role);
  const share = formatPercent(role.share);
  const words = sign !== "·" && textWidth(share) < width ? `${sign}${share}` : sign;
  return { kind: "text", x, y: y + 0.5, text: words, fill: theme.ink };
}

function notes(grid: Thumbnails, { lines }: Layout, drawing: Drawing): readonly Mark[] {
  const { text } = drawing;
  const { rowSize: rows, columnSize: columns } = grid;
  return noteMarks(
    [
      `${text("view.signs")}   ${text("view.spread")}`,
      ...(lines === 0 ? [] : [text("view.maps.bare")]),
      ...(lines === 0 || rows * columns === 1 ? [] : [text("view.block", { rows, columns })]),
    ],
    drawing,
  ).marks;
}
