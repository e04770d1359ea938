import { moved } from "./bounds.ts";
import type { Drawing } from "./drawing.ts";
import { legend } from "./legend.ts";
import type { Mark } from "./mark.ts";
import { formatFixed } from "./number.ts";
import type { ValueScale } from "./scale.ts";
import { fitText, textWidth } from "./text-width.ts";

/** A grid of cells with names on two sides. */
export interface HeatMap {
  /** From top to bottom. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly value: (row: number, column: number) => number;
  readonly scale: ValueScale;
  readonly rowTitle: string;
  readonly columnTitle: string;
}

/** Where things are; all in units of the scene. */
interface Grid {
  /** Left edge of the cells. */
  readonly left: number;
  /** Top edge of the cells. */
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** First column drawn; those before it do not fit. */
  readonly first: number;
  /** Whether names of columns are turned. */
  readonly turned: boolean;
  /** Whether cells show their number. */
  readonly numbers: boolean;
  readonly labelCells: number;
}

const TURNED_CELLS = 8;

/** The map, its axes and its legend. */
export function heatMap(map: HeatMap, drawing: Drawing): readonly Mark[] {
  const grid = layOut(map, drawing);
  const shown = map.columns.length - grid.first;
  const bottom = grid.top + map.rows.length * grid.cellHeight;
  const key = legend(map.scale, drawing);
  const gap = drawing.theme.medium === "graphic" ? 8 : 1;
  const { theme, text } = drawing;
  const hidden: Mark[] =
    grid.first === 0
      ? []
      : [
          {
            kind: "text",
            x: 0,
            y: bottom + gap + key.height * 1.5,
            text: text("view.shown", { shown, total: map.columns.length }),
            fill: theme.muted,
          },
        ];
  return [
    ...titles(map, grid, drawing),
    ...rowNames(map, grid, drawing),
    ...columnNames(map, grid, drawing),
    ...cells(map, grid, drawing),
    ...moved(key.marks, 0, bottom + gap),
    ...hidden,
  ];
}

function layOut(map: HeatMap, { theme, width }: Drawing): Grid {
  const graphic = theme.medium === "graphic";
  const { width: cw, height: ch } = theme.cell;
  const names = [map.rowTitle, ...map.rows].map(textWidth);
  const left = (Math.min(Math.max(...names), 16) + 1) * cw;
  const room = Math.max(cw, width - left);
  const [least, most] = graphic ? [16, 64] : [3, 9];
  const exact = Math.max(least, Math.min(most, room / map.columns.length));
  const cellWidth = graphic ? exact : Math.floor(exact);
  const fitting = graphic ? map.columns.length : Math.floor(room / cellWidth);
  const widest = Math.max(1, ...map.columns.map(textWidth));
  const turned = (widest + (graphic ? 0.5 : 1)) * cw > cellWidth;
  const labelCells = turned ? Math.min(widest, TURNED_CELLS) : 1;
  const labelHeight = turned && graphic ? labelCells * cw + 8 : labelCells * ch;
  return {
    left,
    top: ch + labelHeight,
    cellWidth,
    cellHeight: graphic ? 24 : 1,
    first: Math.max(0, map.columns.length - fitting),
    turned,
    numbers: cellWidth >= (graphic ? 36 : 6),
    labelCells,
  };
}

function titles(map: HeatMap, grid: Grid, { theme }: Drawing): Mark[] {
  const y = theme.cell.height / 2;
  const title = (x: number, text: string, at: number): Mark => ({
    kind: "text",
    x,
    y: at,
    text,
    fill: theme.muted,
    ...theme.label,
  });
  return [title(grid.left, `${map.columnTitle} →`, y), title(0, map.rowTitle, grid.top - y)];
}

function rowNames(map: HeatMap, grid: Grid, { theme }: Drawing): Mark[] {
  return map.rows.map((name, row) => ({
    kind: "text",
    x: grid.left - theme.cell.width,
    y: grid.top + (row + 0.5) * grid.cellHeight,
    text: fitText(name, Math.floor(grid.left / theme.cell.width) - 1),
    anchor: "end",
    fill: theme.ink,
    font: "mono",
  }));
}

function columnNames(map: HeatMap, grid: Grid, { theme }: Drawing): Mark[] {
  const graphic = theme.medium === "graphic";
  return map.columns.slice(grid.first).map((name, i) => ({
    kind: "text",
    x: grid.left + (i + 0.5) * grid.cellWidth,
    y: grid.turned ? grid.top - (graphic ? 5 : 0) : grid.top - theme.cell.height / 2,
    text: fitText(
      name,
      grid.turned ? grid.labelCells : Math.floor(grid.cellWidth / theme.cell.width),
    ),
    anchor: grid.turned ? "start" : "middle",
    fill: theme.ink,
    font: "mono",
    ...(grid.turned ? { upright: false as const } : {}),
  }));
}

function cells(map: HeatMap, grid: Grid, drawing: Drawing): Mark[] {
  return map.rows.flatMap((_, row) =>
    map.columns.slice(grid.first).flatMap((_, i) => {
      const column = i + grid.first;
      const value = map.value(row, column);
      return Number.isNaN(value) ? [] : cell(map, grid, row, column, value, drawing);
    }),
  );
}

function cell(
  map: HeatMap,
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
    x: grid.left + (column - grid.first) * grid.cellWidth,
    y: grid.top + row * grid.cellHeight,
    width: grid.cellWidth - gap,
    height: grid.cellHeight - gap,
  };
  const label = text("view.cell", {
    row: `${map.rowTitle} ${map.rows[row]}`,
    column: map.columns[column],
    value: map.scale.format(value),
  });
  const datum = { key: `${row}:${column}`, label };
  const ground: Mark = { kind: "rect", ...box, fill, level: place, datum };
  if (!grid.numbers) return [ground];
  const number: Mark = {
    kind: "text",
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    text: cellNumber(value, map.scale),
    anchor: "middle",
    fill: theme.plain ? theme.ink : ink,
    font: "mono",
    ...theme.tick,
  };
  return theme.plain ? [number] : [ground, number];
}

/** Short enough for a cell: two decimals, or percent. */
function cellNumber(value: number, scale: ValueScale): string {
  if (scale.kind === "probability") return scale.format(value);
  const size = Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1]));
  return formatFixed(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
