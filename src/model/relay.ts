import type { Tensor } from "../tensor/tensor.ts";
import { sizeOf, stridesOf } from "../tensor/tensor.ts";
import type { Batch } from "./batch.ts";
import { isPosition, select } from "./selection.ts";
import { copyCells, offsets } from "./slice.ts";
import type { Site } from "./types.ts";

/**
 * A site's value of the same rows in another layout: each row's own tokens moved to their places
 * there, zero elsewhere. Axes of positions that were reduced to one stay as they are.
 */
export function relay(site: Site, tensor: Tensor, from: Batch, to: Batch): Tensor {
  if (from === to) return tensor;
  const isLaid = site.axes.map((axis, i) => isPosition(axis) && tensor.dims[i] === from.length);
  const dims = tensor.dims.map((dim, i) => (isLaid[i] ? to.length : dim));
  const data = new Float32Array(sizeOf(dims));
  from.rows.forEach((_, row) => {
    const sources = select(site, tensor.dims, undefined, from, [row]).indices(row);
    const targets = sources.map((at, i) => (isLaid[i] ? to.places[row] : at));
    const reduced = (at: readonly number[], i: number): readonly number[] =>
      isPosition(site.axes[i]) && !isLaid[i] ? [0] : at;
    const given = offsets(sources.map(reduced), stridesOf(tensor.dims));
    copyCells(tensor, data, given, offsets(targets.map(reduced), stridesOf(dims)));
  });
  return { ...tensor, dims, data };
}
