import { VitrineError } from "../../errors.ts";
import { stridesOf } from "../../tensor/tensor.ts";
import type { RefTensor } from "../../graph/op.ts";

/** An index counted from the front; throws where a run's index is outside its axis. */
export function indexWithin(op: string, index: number, length: number): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  throw new VitrineError(
    "BAD_INPUT",
    `${op}: index out of range; expected ${-length} to ${length - 1}, got ${index}.`,
  );
}

/**
 * For each element of `indices`, the place in a row-major array of `dims` that it names: its own
 * coordinates, with the one along `axis` replaced by its value.
 */
export function elementPlaces(
  op: string,
  indices: RefTensor,
  dims: readonly number[],
  axis: number,
): Int32Array {
  const places = new Int32Array(indices.data.length);
  const strides = stridesOf(dims);
  const index = indices.dims.map(() => 0);
  for (let i = 0; i < places.length; i++) {
    let at = indexWithin(op, indices.data[i], dims[axis]) * strides[axis];
    for (let k = 0; k < index.length; k++) if (k !== axis) at += index[k] * strides[k];
    places[i] = at;
    for (let k = index.length - 1; k >= 0 && ++index[k] === indices.dims[k]; k--) index[k] = 0;
  }
  return places;
}
