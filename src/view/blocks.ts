import type { ValueScale } from "./scale.ts";

/**
 * What one block of cells shows: the value of the largest size, with its sign, or the mean. Empty cells
 * (NaN) do not count.
 */
export type BlockValue = "largest" | "mean";

/** A grid of numbers, row-major, NaN where there is none. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** A grid in blocks of equal size, the last of a side perhaps smaller. */
export interface Blocks extends Cells {
  /** Rows and columns of the grid in one block. */
  readonly rowSize: number;
  readonly columnSize: number;
}

/** What keeps what matters on a scale: peaks of either sign, or the level of amounts. */
export function blockValue({ kind }: ValueScale): BlockValue {
  return kind === "sequential" ? "mean" : "largest";
}

/** The grid in blocks of a given size. */
export function inBlocks(
  cells: Cells,
  { rowSize, columnSize }: { readonly rowSize: number; readonly columnSize: number },
  by: BlockValue,
): Blocks {
  if (rowSize === 1 && columnSize === 1) return { ...cells, rowSize, columnSize };
  const rows = Math.ceil(cells.rows / rowSize);
  const columns = Math.ceil(cells.columns / columnSize);
  const values = new Float64Array(rows * columns).fill(Number.NaN);
  const counts = new Float64Array(rows * columns);
  for (let row = 0, i = 0; row < cells.rows; row++) {
    const first = Math.floor(row / rowSize) * columns;
    for (let column = 0; column < cells.columns; column++, i++) {
      const block = first + Math.floor(column / columnSize);
      const value = cells.values[i];
      if (Number.isNaN(value)) continue;
      counts[block]++;
      values[block] = by === "mean" ? add(values[block], value) : larger(values[block], value);
    }
  }
  if (by === "mean") values.forEach((sum, block) => (values[block] = sum / counts[block]));
  return { rows, columns, values, rowSize, columnSize };
}

function add(sum: number, value: number): number {
  return Number.isNaN(sum) ? value : sum + value;
}

function larger(most: number, value: number): number {
  return Number.isNaN(most) || Math.abs(value) > Math.abs(most) ? value : most;
}
