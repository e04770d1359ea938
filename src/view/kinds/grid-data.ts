import { type DataTable, numberColumn, textColumn } from "../data-table.ts";
import type { Cells } from "../blocks.ts";
import type { Drawing } from "../drawing.ts";
import type { Axis } from "../grid-layout.ts";
import type { HeatMap } from "../heat-map.ts";
import { areUnits, labelsAt, slicedAt } from "../resolve.ts";
import { valueScale } from "../scale.ts";
import type { Contour, Pointer, Scale, Slice, Transform, Viewable } from "../spec.ts";

/** What a map is read from. */
export type Reading = Pick<Drawing, "result" | "text">;

/** The names at a pointer as a side of a map. */
export function axisAt(pointer: Pointer, title: string, { result }: Reading): Axis {
  return { title, names: labelsAt(result, pointer), positions: areUnits(result, pointer) };
}

/** What the views that are maps have in common. */
export interface GridView {
  readonly data: Pointer;
  readonly scale: Scale;
  readonly domain?: readonly [number, number];
  readonly transform?: Transform;
  readonly slices?: readonly Slice[];
  readonly blank?: number;
  readonly contour?: Contour;
}

/** @param order - `up` turns the rows round, so that the first is at the bottom. */
export function cellsAt(
  view: GridView,
  { result, text }: Reading,
  order: "up" | "down" = "down",
): Pick<HeatMap, "cells" | "scale" | "contour"> {
  const cells = gridAt(view, result, order);
  const scale = valueScale(cells.values, { ...view, onText: false });
  if (view.contour === undefined) return { cells, scale };
  const { data, at, title } = view.contour;
  const second = gridAt({ ...view, data }, result, order);
  return { cells, scale, contour: { cells: second, at, title: text(title.id, title.params) } };
}

function gridAt(view: GridView, result: Viewable, order: "up" | "down"): Cells {
  const numbers = slicedAt(result, view);
  const [rows, columns] = numbers.dims;
  const values = new Float64Array(numbers.length);
  for (let row = 0; row < rows; row++) {
    const from = (order === "up" ? rows - 1 - row : row) * columns;
    for (let column = 0; column < columns; column++) {
      const value = numbers.get(from + column);
      values[row * columns + column] = value === view.blank ? NaN : value;
    }
  }
  return { rows, columns, values };
}

/** The numbers of a map row by row, the names of its rows first. */
export function tableOf({ rows, columns, cells, scale }: HeatMap): DataTable {
  return {
    columns: [
      textColumn(rows.title),
      ...columns.names.map((name) => numberColumn(name, scale.format)),
    ],
    rows: rows.names.map((name, row) => [
      name,
      ...cells.values.subarray(row * cells.columns, (row + 1) * cells.columns),
    ]),
  };
}
