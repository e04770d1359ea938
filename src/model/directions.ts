import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Rows that span the same space as the given directions, orthonormal (modified Gram–Schmidt), so
 * that removing them one by one removes the whole span.
 *
 * @param value - `[unit]` or `[k, unit]`.
 */
export function orthonormal(value: Tensor, unit: number): Tensor {
  const count = value.dims.length === 1 ? 1 : value.dims[0];
  if (value.dims.at(-1) !== unit || value.dims.length > 2) {
    throw new VitrineError(
      "BAD_EDIT",
      `remove-direction: the directions do not fit the site; expected [${unit}] or [k, ${unit}], got [${value.dims.join(", ")}].`,
    );
  }
  const rows = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: unit }, (_unused, i) => Number(value.data[k * unit + i])),
  );
  const kept: Float64Array[] = [];
  for (const row of rows) {
    const before = length(row);
    for (const other of kept) subtractProjection(row, other);
    const left = length(row);
    if (!(before > 0)) {
      throw new VitrineError(
        "BAD_EDIT",
        "remove-direction: a direction has length zero or is NaN.",
      );
    }
    if (left > 1e-6 * before) kept.push(row.map((x) => x / left)); // else already in the span
  }
  const data = new Float32Array(kept.length * unit);
  kept.forEach((row, k) => data.set(row, k * unit));
  return { dtype: "float32", dims: [kept.length, unit], data };
}

function length(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
}

function subtractProjection(row: Float64Array, unitRow: Float64Array): void {
  let along = 0;
  for (let i = 0; i < row.length; i++) along += row[i] * unitRow[i];
  for (let i = 0; i < row.length; i++) row[i] -= along * unitRow[i];
}
