import type { Kind } from "../drawing.ts";
import { heatMap, type HeatMap } from "../heat-map.ts";
import type { GeneratedInputView } from "../spec.ts";
import { axisAt, cellsAt, type Reading, tableOf } from "./grid-data.ts";

/** Generated tokens downwards, what each looks back on to the right; a rule where the input ends. */
export const generatedInput: Kind<GeneratedInputView> = {
  draw: (view, drawing) => heatMap(mapOf(view, drawing), drawing),
  table: (view, reading) => tableOf(mapOf(view, reading)),
};

function mapOf(view: GeneratedInputView, reading: Reading): HeatMap {
  const { text } = reading;
  const grid = cellsAt(view, reading);
  return {
    ...grid,
    rows: axisAt(view.encoding.generated, text("view.generated"), reading),
    columns: axisAt(view.encoding.units, text("view.token"), reading),
    rule: Math.max(0, grid.cells.columns - grid.cells.rows),
  };
}
