import type { Cells } from "./blocks.ts";
import type { RasterData, RasterMark } from "./mark.ts";
import type { ValueScale } from "./scale.ts";
import type { Theme } from "./theme.ts";

/** Steps of a ramp's arm; the palette of a page has as many. */
const STEPS = 16;

export interface RasterBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells in the colours of their values, each rounded to a step of the ramp. */
export function rasterMark(
  { rows, columns, values }: Cells,
  scale: ValueScale,
  theme: Theme,
  box: RasterBox,
  cellData?: RasterData,
): RasterMark {
  const first = scale.kind === "diverging" ? -STEPS : 0;
  const palette = Array.from({ length: STEPS - first + 1 }, (_, i) => {
    const level = (first + i) / STEPS;
    return { fill: theme.paint(scale.ramp, level).fill, level };
  });
  const cells = Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : Math.round(scale.place(value) * STEPS) - first,
  );
  const said = cellData === undefined ? {} : { cellData };
  return { kind: "raster", ...box, columns, rows, cells, palette, ...said };
}
