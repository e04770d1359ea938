import { VitrineError } from "../errors.ts";
import { sizeOf, stridesOf, type Tensor } from "../tensor/tensor.ts";
import type { Selection } from "./selection.ts";

/** A tensor and the cells it is meant for. */
export interface Part {
  readonly value: Tensor;
  readonly selection: Selection;
}

/** A bool mask that is 1 on the selections, its dims 1 along axes that all take whole. */
export function maskOf(
  selections: readonly Selection[],
  dims: readonly number[],
): { readonly whole: readonly boolean[]; readonly tensor: Tensor } {
  const whole = dims.map((_, i) => selections.some((selection) => selection.listed[i]));
  const shape = dims.map((dim, i) => (whole[i] ? dim : 1));
  const data = new Uint8Array(sizeOf(shape));
  const strides = stridesOf(shape);
  for (const selection of selections) {
    for (const row of selection.rows) {
      const axes = selection.indices(row).map((at, i) => (whole[i] ? at : [0]));
      for (const offset of offsets(axes, strides)) data[offset] = 1;
    }
  }
  return { whole, tensor: { dtype: "bool", dims: shape, data } };
}

/**
 * Lays tensors over the cells they are meant for: the result has the site's dims, 1 along axes
 * that every part is broadcast over, and is zero elsewhere.
 *
 * @param where - For the message: the hook's name.
 * @throws VitrineError `BAD_EDIT` naming both shapes if a tensor does not broadcast to its slice.
 */
export function layOver(
  parts: readonly Part[],
  dims: readonly number[],
  where: string,
): { readonly whole: readonly boolean[]; readonly tensor: Tensor } {
  const aligned = parts.map((part) => alignDims(part, where));
  const apart = parts.length > 1 || (parts[0]?.selection.listed[0] ?? false);
  const whole = dims.map((_, i) => aligned.some((shape) => shape[i] !== 1) || (i === 0 && apart));
  // an axis that one part spells out cannot be broadcast over by another that means other cells
  parts.forEach(({ selection }, p) =>
    selection.listed.forEach((listed, i) => {
      if (listed && aligned[p][i] !== 1) whole[0] = true;
    }),
  );
  const shape = dims.map((dim, i) => (whole[i] ? dim : 1));
  const data = new Float32Array(sizeOf(shape));
  const to = stridesOf(shape);
  parts.forEach(({ value, selection }, p) => {
    const from = stridesOf(aligned[p]);
    const rows = whole[0] ? selection.rows : selection.rows.slice(0, 1);
    rows.forEach((row, r) => {
      const indices = selection.indices(row);
      const targets = indices.map((at, i) => (whole[i] ? at : [0]));
      const sources = targets.map((at, i) => sourceIndices(i, r, at.length, aligned[p]));
      copyCells(value, data, offsets(sources, from), offsets(targets, to));
    });
  });
  return { whole, tensor: { dtype: "float32", dims: shape, data } };
}

/** The selected cells of one row as a dense tensor, the batch axis kept as 1. */
export function extract(from: Tensor, indices: readonly (readonly number[])[]): Tensor {
  const dims = indices.map((at) => at.length);
  const data = new Float32Array(sizeOf(dims));
  // trailing axes that are taken whole lie side by side
  let outer = dims.length;
  while (outer > 0 && isWhole(indices[outer - 1], from.dims[outer - 1])) outer--;
  const block = sizeOf(dims.slice(outer));
  const starts = offsets(indices.slice(0, outer), stridesOf(from.dims));
  const cells = from.data as Float32Array;
  starts.forEach((start, i) => data.set(cells.subarray(start, start + block), i * block));
  return { dtype: "float32", dims, data };
}

function isWhole(indices: readonly number[], length: number): boolean {
  return indices.length === length && indices.every((index, i) => index === i);
}

function sourceIndices(
  axis: number,
  row: number,
  count: number,
  dims: readonly number[],
): number[] {
  if (axis === 0) return [dims[0] === 1 ? 0 : row];
  return Array.from({ length: count }, (_, i) => (dims[axis] === 1 ? 0 : i));
}

/** The tensor's dims brought to the site's rank: by leading ones, or by putting single axes back. */
function alignDims({ value, selection }: Part, where: string): number[] {
  const slices = selection.rows.map((row) => [
    selection.rows.length,
    ...selection
      .indices(row)
      .slice(1)
      .map((indices) => indices.length),
  ]);
  const first = slices[0] ?? [];
  const rank = first.length;
  const missing = Math.max(0, rank - value.dims.length);
  const candidates = [[...Array.from({ length: missing }, () => 1), ...value.dims]];
  const kept = first.flatMap((dim, i) => (dim === 1 && selection.listed[i] ? [] : [i]));
  if (kept.length === value.dims.length) {
    candidates.push(first.map((_, i) => (kept.includes(i) ? value.dims[kept.indexOf(i)] : 1)));
  }
  const fits = (dims: readonly number[]): boolean =>
    dims.length === rank &&
    slices.every((slice) => slice.every((n, i) => dims[i] === 1 || dims[i] === n));
  const found = candidates.find(fits);
  if (found !== undefined) return found;
  throw new VitrineError(
    "BAD_EDIT",
    `${where}: the tensor does not fit the slice; expected dims that broadcast to [${first.join(", ")}], got [${value.dims.join(", ")}].`,
    { details: { slice: first, dims: value.dims } },
  );
}

/** Copies cells, each from its flat offset to its own. */
export function copyCells(
  from: Tensor,
  to: Float32Array,
  sources: Uint32Array,
  targets: Uint32Array,
): void {
  for (let i = 0; i < targets.length; i++) to[targets[i]] = Number(from.data[sources[i]]);
}

/** Flat offsets of the cross product of indices per axis, the last axis fastest. */
export function offsets(
  axes: readonly (readonly number[])[],
  strides: readonly number[],
): Uint32Array {
  let found = Uint32Array.of(0);
  axes.forEach((indices, axis) => {
    const next = new Uint32Array(found.length * indices.length);
    let at = 0;
    for (const base of found) {
      for (const index of indices) next[at++] = base + index * strides[axis];
    }
    found = next;
  });
  return found;
}
