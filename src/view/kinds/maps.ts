import { numberColumn, type DataTable, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Axis } from "../grid-layout.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import { areUnits, labelsAt, slicedAt } from "../resolve.ts";
import { valueScale } from "../scale.ts";
import type { LayerHeadView, LayerPositionView, MatrixView, Pointer } from "../spec.ts";

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

function matrixMap(view: MatrixView, reading: Reading): HeatMap {
  const { text } = reading;
  const { axes, encoding } = view;
  return {
    ...readCells(view, reading, "down"),
    rows: axisAt(encoding.rows, text(axes.rows.id, axes.rows.params), reading),
    columns: axisAt(encoding.columns, text(axes.columns.id, axes.columns.params), reading),
  };
}

function layerPositionMap(view: LayerPositionView, reading: Reading): HeatMap {
  const { text } = reading;
  return {
    ...readCells(view, reading, "up"),
    rows: layersAt(view.encoding.layers, reading),
    columns: axisAt(view.encoding.units, text("view.token"), reading),
  };
}

function layerHeadMap(view: LayerHeadView, reading: Reading): HeatMap {
  const map = readCells(view, reading, "up");
  return {
    ...map,
    rows: layersAt(view.encoding.layers, reading),
    columns: {
      title: reading.text("view.head"),
      names: Array.from({ length: map.cells.columns }, (_, head) => String(head)),
    },
  };
}

function axisAt(pointer: Pointer, title: string, { result }: Reading): Axis {
  return { title, names: labelsAt(result, pointer), positions: areUnits(result, pointer) };
}

/** The first layer is at the bottom. */
function layersAt(pointer: Pointer, { result, text }: Reading): Axis {
  return { title: text("view.layer"), names: [...labelsAt(result, pointer)].reverse() };
}

type CellsView = MatrixView | LayerPositionView | LayerHeadView;

function readCells(
  view: CellsView,
  { result }: Reading,
  order: "up" | "down",
): Pick<HeatMap, "cells" | "scale"> {
  const numbers = slicedAt(result, view);
  const [rows, columns] = numbers.dims;
  const values = new Float64Array(numbers.length);
  for (let row = 0; row < rows; row++) {
    const from = (order === "up" ? rows - 1 - row : row) * columns;
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = numbers.get(from + column);
    }
  }
  return {
    cells: { rows, columns, values },
    scale: valueScale(values, { ...view, onText: false }),
  };
}

function tableOf({ rows, columns, cells, scale }: HeatMap): DataTable {
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
