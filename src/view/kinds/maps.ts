import type { Kind } from "../drawing.ts";
import type { Axis } from "../grid-layout.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import { labelsAt } from "../resolve.ts";
import type { LayerHeadView, LayerPositionView, MatrixView, Pointer } from "../spec.ts";
import { axisAt, cellsAt, type Reading, tableOf } from "./grid-data.ts";

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

function matrixMap(view: MatrixView, reading: Reading): HeatMap {
  const { text } = reading;
  const { axes, encoding } = view;
  return {
    ...cellsAt(view, reading),
    rows: axisAt(encoding.rows, text(axes.rows.id, axes.rows.params), reading),
    columns: axisAt(encoding.columns, text(axes.columns.id, axes.columns.params), reading),
  };
}

function layerPositionMap(view: LayerPositionView, reading: Reading): HeatMap {
  const { text } = reading;
  return {
    ...cellsAt(view, reading, "up"),
    rows: layersAt(view.encoding.layers, reading),
    columns: axisAt(view.encoding.units, text("view.token"), reading),
  };
}

function layerHeadMap(view: LayerHeadView, reading: Reading): HeatMap {
  const map = cellsAt(view, reading, "up");
  return {
    ...map,
    rows: layersAt(view.encoding.layers, reading),
    columns: {
      title: reading.text("view.head"),
      names: Array.from({ length: map.cells.columns }, (_, head) => String(head)),
    },
  };
}

/** The first layer is at the bottom. */
function layersAt(pointer: Pointer, { result, text }: Reading): Axis {
  return { title: text("view.layer"), names: [...labelsAt(result, pointer)].reverse() };
}
