import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { isSign, roleTag, roleText } from "../head-role-text.ts";
import {
  type Sides,
  sidesOf,
  type Thumbnail,
  type Thumbnails,
  thumbnails,
} from "../head-thumbnails.ts";
import { legend } from "../legend.ts";
import type { Mark, RasterMark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatPercent } from "../number.ts";
import { rasterMark } from "../raster.ts";
import { numbersAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { HeadGridView } from "../spec.ts";
import { headTiles } from "./head-tiles.ts";
import type { Text } from "../text.ts";

/** A small map of every head, the first layer at the bottom, and under each where it looks most. */
export const headGrid: Kind<HeadGridView> = {
  draw: (view, drawing) => {
    if (numbersAt(drawing.result, view.data).length === 0) {
      return noteMarks([drawing.text("view.empty")], drawing).marks;
    }
    const graphic = drawing.theme.medium === "graphic";
    return graphic ? thumbnailGrid(view, drawing) : headTiles(view, drawing);
  },
  table: (view, { result, text }) => {
    const grid = thumbnails(view, result, { rows: 1, columns: 1 });
    return {
      columns: [
        textColumn(text("view.layer")),
        textColumn(text("view.head")),
        textColumn(text("view.role")),
        numberColumn(text("view.share"), formatPercent),
      ],
      rows: grid.list.map(({ layer, head, role }) => [
        grid.layers[layer],
        grid.heads[head],
        roleText(role, grid.keys, text),
        role.share,
      ]),
    };
  },
};

/** Where things are, in pixels. */
interface Layout {
  readonly left: number;
  readonly top: number;
  /** Side of a thumbnail. */
  readonly size: number;
  /** From one thumbnail to the next. */
  readonly stepX: number;
  readonly stepY: number;
  /** Whether each has a frame over it; else the map itself says what it is. */
  readonly frames: boolean;
  /** Whether there is room for a tag under each. */
  readonly tags: boolean;
  /** First layer drawn: more would make too many marks. */
  readonly first: number;
  /** Cells of a thumbnail's side. */
  readonly cells: number;
}

const GAP = 6;
const TAG = 15;
/** Widest advance of a letter of a tag. */
const LETTER = 7;
const MOST_THUMBNAILS = 1600;
const MOST_FRAMES = 800;
const MOST_TAGS = 400;
/** Of all thumbnails together: what a page still draws at once. */
const MOST_CELLS = 40_000;

function thumbnailGrid(view: HeadGridView, drawing: Drawing): readonly Mark[] {
  const [layers, heads] = numbersAt(drawing.result, view.data).dims;
  const layout = heads === 1 ? layOut(1, layers, drawing) : layOut(layers, heads, drawing);
  const most = { rows: layout.cells, columns: layout.cells };
  const grid = thumbnails(view, drawing.result, most, layout.first);
  const sides = sidesOf(grid, layout.first);
  const scale = valueScale(
    grid.list.flatMap(({ cells }) => [...cells.values]),
    { ...view, onText: false },
  );
  const whole = { grid, sides, scale, layout, view };
  return [
    ...names(sides, layout, drawing),
    ...grid.list.flatMap((one) => thumbnail(one, whole, drawing)),
    ...below(whole, drawing),
  ];
}

function layOut(most: number, columns: number, { theme, width }: Drawing): Layout {
  const { width: cw, height: ch } = theme.cell;
  const left = 6 * cw;
  const size = Math.max(18, Math.min(72, Math.floor((width - left) / columns) - GAP));
  const rows = Math.min(most, Math.max(1, Math.floor(MOST_THUMBNAILS / columns)));
  const tags = size >= 40 && rows * columns <= MOST_TAGS;
  const share = Math.floor(Math.sqrt(MOST_CELLS / (rows * columns)));
  return {
    left,
    top: 2 * ch,
    size,
    stepX: size + GAP,
    stepY: size + GAP + (tags ? TAG : 0),
    frames: rows * columns <= MOST_FRAMES,
    tags,
    first: most - rows,
    cells: Math.max(8, Math.min(share, Math.floor(size / 1.5))),
  };
}

/** The axes' titles, and the name of each layer and head. */
function names({ columns, rows }: Sides, layout: Layout, { theme, text }: Drawing): Mark[] {
  const { left, top, size, stepX, stepY } = layout;
  const { width: cw, height: ch } = theme.cell;
  const title = (x: number, y: number, words: string): Mark => ({
    kind: "text",
    x,
    y,
    text: words,
    fill: theme.muted,
    ...theme.label,
  });
  const name = (x: number, y: number, words: string, anchor: "middle" | "end"): Mark => ({
    ...{ kind: "text", x, y, text: words, anchor },
    ...{ fill: theme.ink, font: "mono", ...theme.label },
  });
  return [
    title(left, ch / 2, `${text(columns.title)} →`),
    title(0, 1.5 * ch, text(rows.title)),
    ...columns.names.map((words, column) =>
      name(left + column * stepX + size / 2, top - ch / 2, words, "middle"),
    ),
    ...rows.names.map((words, row) => name(left - cw, top + row * stepY + size / 2, words, "end")),
  ];
}

interface Whole {
  readonly grid: Thumbnails;
  readonly sides: Sides;
  readonly scale: ValueScale;
  readonly layout: Layout;
  readonly view: HeadGridView;
}

/** The map, a frame over it that says what it is, and the tag. */
function thumbnail(one: Thumbnail, whole: Whole, { theme, text }: Drawing): Mark[] {
  const { grid, sides, scale, layout, view } = whole;
  const { size } = layout;
  const [column, row] = sides.placeOf(one);
  const [x, y] = [layout.left + column * layout.stepX, layout.top + row * layout.stepY];
  const box = { x, y, width: size, height: size };
  const isShown = view.at?.[0] === one.layer && view.at[1] === one.head;
  const label = text("view.thumbnail", {
    layer: grid.layers[one.layer],
    head: grid.heads[one.head],
    share: formatPercent(one.role.share),
    role: roleText(one.role, grid.keys, text),
  });
  const datum = { key: `${one.layer}:${one.head}`, label };
  const map = coarse(rasterMark(withoutFaint(one, scale), scale, theme, box));
  if (!layout.frames) return [{ ...map, datum }];
  const stroke = isShown ? theme.accent : theme.rule;
  const frame: Mark = { kind: "rect", ...box, fill: "transparent", stroke, datum };
  if (!layout.tags) return [map, frame];
  const tag: Mark = {
    kind: "text",
    x: x + size / 2,
    y: y + size + TAG / 2 + 1,
    text: tagOf(one, whole, text),
    anchor: "middle",
    fill: theme.muted,
    ...theme.tick,
  };
  return [map, frame, tag];
}

function tagOf({ role }: Thumbnail, { grid, layout }: Whole, text: Text): string {
  return roleTag(role, grid.keys, Math.floor((layout.size + GAP) / LETTER), text);
}

/** Cells that would have the colour of the ground are left out: a drawing of half the size. */
function withoutFaint({ cells }: Thumbnail, scale: ValueScale): Thumbnail["cells"] {
  const values = cells.values.map((value) => (scale.place(value) < 1 / 32 ? NaN : value));
  return { ...cells, values };
}

/** Every second shade: in cells this small no eye tells more apart, and pages are smaller. */
function coarse(map: RasterMark): RasterMark {
  return {
    ...map,
    palette: map.palette.filter((_, i) => i % 2 === 0),
    cells: map.cells.map((shade) => (shade < 0 ? shade : Math.round(shade / 2))),
  };
}

/** The legend, and what a thumbnail shows. */
function below(whole: Whole, drawing: Drawing): Mark[] {
  const { grid, sides, scale, layout } = whole;
  const { text } = drawing;
  const signs = layout.tags && grid.list.some((one) => isSign(tagOf(one, whole, text)));
  const shown = sides.rows.names.length;
  const bottom = layout.top + shown * layout.stepY + GAP;
  const key = legend(scale, drawing);
  const { rowSize: rows, columnSize: columns } = grid;
  const said = noteMarks(
    [
      text(layout.tags ? "view.maps" : "view.maps.bare"),
      ...(signs ? [text("view.signs")] : []),
      ...(rows * columns > 1 ? [text("view.block", { rows, columns })] : []),
      ...(layout.first > 0 ? [text("view.layers", { shown, total: grid.layers.length })] : []),
    ],
    drawing,
  );
  return [...moved(key.marks, 0, bottom), ...moved(said.marks, 0, bottom + key.height)];
}
