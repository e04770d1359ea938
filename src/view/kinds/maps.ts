import { numberColumn, type DataTable, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import { labelsAt, numbersAt } from "../resolve.ts";
import { valueScale } from "../scale.ts";
import type { LayerHeadView, LayerPositionView, MatrixView, Pointer, Scale } from "../spec.ts";

/** Rows and columns with names of their own. */
export const matrix: Kind<MatrixView> = {
  draw: (view, drawing) => heatMap(matrixMap(view, drawing), drawing),
  table: (view, drawing) => tableOf(matrixMap(view, drawing)),
};

/** Layers upwards, positions to the right. */
export const layerPosition: Kind<LayerPositionView> = {
  draw: (view, drawing) => heatMap(layerPositionMap(view, drawing), drawing),
  table: (view, drawing) => tableOf(layerPositionMap(view, drawing)),
};

/** Layers upwards, heads to the right. */
export const layerHead: Kind<LayerHeadView> = {
  draw: (view, drawing) => heatMap(layerHeadMap(view, drawing), drawing),
  table: (view, drawing) => tableOf(layerHeadMap(view, drawing)),
};

type Reading = Pick<Drawing, "result" | "text">;

function matrixMap(view: MatrixView, { result, text }: Reading): HeatMap {
  return {
    ...readCells(view, { result }, "down"),
    rows: labelsAt(result, view.encoding.rows),
    columns: labelsAt(result, view.encoding.columns),
    rowTitle: text(view.axes.rows.id, view.axes.rows.params),
    columnTitle: text(view.axes.columns.id, view.axes.columns.params),
  };
}

function layerPositionMap(view: LayerPositionView, { result, text }: Reading): HeatMap {
  return {
    ...readCells(view, { result }, "up"),
    rows: [...labelsAt(result, view.encoding.layers)].reverse(),
    columns: labelsAt(result, view.encoding.units),
    rowTitle: text("view.layer"),
    columnTitle: text("view.token"),
  };
}

function layerHeadMap(view: LayerHeadView, { result, text }: Reading): HeatMap {
  const heads = numbersAt(result, view.data).dims[1];
  return {
    ...readCells(view, { result }, "up"),
    rows: [...labelsAt(result, view.encoding.layers)].reverse(),
    columns: Array.from({ length: heads }, (_, head) => String(head)),
    rowTitle: text("view.layer"),
    columnTitle: text("view.head"),
  };
}

interface CellsView {
  readonly data: Pointer;
  readonly scale: Scale;
  readonly domain?: readonly [number, number];
}

function readCells(
  view: CellsView,
  { result }: Pick<Drawing, "result">,
  order: "up" | "down",
): Pick<HeatMap, "value" | "scale"> {
  const numbers = numbersAt(result, view.data);
  const [rows, columns] = numbers.dims;
  const values = Array.from({ length: rows * columns }, (_, i) =>
    numbers.at(Math.floor(i / columns), i % columns),
  );
  return {
    value: (row, column) => values[(order === "up" ? rows - 1 - row : row) * columns + column],
    scale: valueScale(values, { ...view, onText: false }),
  };
}

function tableOf(map: HeatMap): DataTable {
  return {
    columns: [
      textColumn(map.rowTitle),
      ...map.columns.map((name) => numberColumn(name, map.scale.format)),
    ],
    rows: map.rows.map((name, row) => [
      name,
      ...map.columns.map((_, column) => map.value(row, column)),
    ]),
  };
}
