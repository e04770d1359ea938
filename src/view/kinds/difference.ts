import { markBounds, moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import type { Mark } from "../mark.ts";
import { slicedAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { DifferenceView, Message } from "../spec.ts";
import { axisAt, type Reading } from "./grid-data.ts";

/** Two maps and their difference: in one line where there is room, else one under the other. */
export const difference: Kind<DifferenceView> = {
  draw: (view, drawing) => {
    const maps = mapsOf(view, drawing);
    return fitsInLine(drawing) ? inLine(maps, drawing) : underEachOther(maps, drawing);
  },
  table: (view, reading) => {
    const maps = mapsOf(view, reading);
    const [{ map: first }] = maps;
    return {
      columns: [
        textColumn(first.rows.title),
        textColumn(first.columns.title),
        ...maps.map(({ name, map }) => numberColumn(name, map.scale.format)),
      ],
      rows: first.rows.names.flatMap((row, i) =>
        first.columns.names.map((column, j) => [
          row,
          column,
          ...maps.map(({ map }) => map.cells.values[i * map.cells.columns + j]),
        ]),
      ),
    };
  },
};

interface Part {
  readonly name: string;
  readonly map: HeatMap;
}

function mapsOf(view: DifferenceView, reading: Reading): readonly Part[] {
  const { result, text } = reading;
  const { axes, encoding, names, slices, blank } = view;
  const first = slicedAt(result, view);
  const second = slicedAt(result, {
    data: encoding.second,
    ...(slices === undefined ? {} : { slices }),
  });
  const [rows, columns] = first.dims;
  const cells = Array.from({ length: first.length }, (_, i) => {
    const [a, b] = [first.get(i), second.get(i)];
    return a === blank && b === blank ? [NaN, NaN] : [a, b];
  });
  const [a, b] = [0, 1].map((of) => Float64Array.from(cells, (pair) => pair[of]));
  const shared = valueScale([...a, ...b], { ...view, onText: false });
  const change = a.map((value, i) => b[i] - value);
  const { transform = "linear" } = view;
  const changes = valueScale(change, { scale: "diverging", transform, onText: false });
  const map = (values: Float64Array, scale: ValueScale): HeatMap => ({
    rows: axisAt(encoding.rows, text(axes.rows.id, axes.rows.params), reading),
    columns: axisAt(encoding.columns, text(axes.columns.id, axes.columns.params), reading),
    cells: { rows, columns, values },
    scale,
  });
  const named = ({ id, params }: Message): string => text(id, params);
  return [
    { name: named(names.first), map: map(a, shared) },
    { name: named(names.second), map: map(b, shared) },
    { name: named(names.difference), map: map(change, changes) },
  ];
}

const GAP = 24;
/** Narrower maps have no room for their names. */
const LEAST_WIDTH = 240;

function fitsInLine({ theme, width }: Drawing): boolean {
  return theme.medium === "graphic" && (width - 2 * GAP) / 3 >= LEAST_WIDTH;
}

function inLine(parts: readonly Part[], drawing: Drawing): readonly Mark[] {
  const width = Math.floor((drawing.width - 2 * GAP) / 3);
  const marks: Mark[] = [];
  let x = 0;
  parts.forEach((part, index) => {
    const drawn = drawPart(part, index, { ...drawing, width });
    marks.push(...moved(drawn, x, 0));
    x += Math.max(width, markBounds(drawn, drawing.theme.cell).width) + GAP;
  });
  return marks;
}

function underEachOther(parts: readonly Part[], drawing: Drawing): readonly Mark[] {
  const marks: Mark[] = [];
  const gap = drawing.theme.medium === "graphic" ? GAP : 1;
  let y = 0;
  parts.forEach((part, index) => {
    const drawn = drawPart(part, index, drawing);
    marks.push(...moved(drawn, 0, y));
    y += markBounds(drawn, drawing.theme.cell).height + gap;
  });
  return marks;
}

/** A map under its name. */
function drawPart({ name, map }: Part, index: number, drawing: Drawing): readonly Mark[] {
  const { theme } = drawing;
  const title: Mark = {
    kind: "text",
    x: 0,
    y: theme.cell.height / 2,
    text: name,
    fill: theme.ink,
    weight: "bold",
  };
  const below = theme.medium === "graphic" ? theme.cell.height + 8 : theme.cell.height;
  const marks = heatMap(map, drawing).map((mark) => ofPart(mark, name, `${index}:`));
  return [title, ...moved(marks, 0, below)];
}

/** The same mark, its cells told apart from those of the other maps. */
function ofPart(mark: Mark, name: string, part: string): Mark {
  if (mark.kind === "raster" && mark.cellData !== undefined) {
    const { cellData } = mark;
    return { ...mark, cellData: { ...cellData, part, label: `${name}: ${cellData.label}` } };
  }
  if (mark.datum === undefined) return mark;
  const { key, label } = mark.datum;
  return { ...mark, datum: { key: `${part}${key}`, label: `${name}: ${label}` } };
}
