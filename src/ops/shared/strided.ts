import { stridesOf } from "../../tensor/tensor.ts";

/** A rectangular view of a flat array: element `index` is at `offset + Σ index[k]·strides[k]`. */
export interface StridedView {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The elements a view shows, row-major. */
export function readView(data: Float64Array, view: StridedView): Float64Array {
  const places = placesOf(view);
  const out = new Float64Array(places.length);
  for (let i = 0; i < out.length; i++) out[i] = data[places[i]];
  return out;
}

/** Writes row-major elements to where a view shows them. */
export function writeView(target: Float64Array, view: StridedView, source: Float64Array): void {
  const places = placesOf(view);
  for (let i = 0; i < source.length; i++) target[places[i]] = source[i];
}

/** The part of a row-major array that begins at `start` and has `dims`. */
export function window(
  whole: readonly number[],
  start: readonly number[],
  dims: readonly number[],
): StridedView {
  const strides = stridesOf(whole);
  return { dims, strides, offset: start.reduce((sum, at, k) => sum + at * strides[k], 0) };
}

/** Where each element of a view is, in row-major order. */
export function placesOf({ dims, strides, offset }: StridedView): Int32Array {
  let places: Int32Array = Int32Array.of(offset);
  dims.forEach((length, axis) => {
    const next = new Int32Array(places.length * length);
    for (let i = 0; i < places.length; i++) {
      for (let j = 0; j < length; j++) next[i * length + j] = places[i] + j * strides[axis];
    }
    places = next;
  });
  return places;
}

/** A row-major array seen as `[outer, length, inner]` around one axis. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export function aroundAxis(dims: readonly number[], axis: number): AxisView {
  const product = (part: readonly number[]): number => part.reduce((a, b) => a * b, 1);
  return {
    outer: product(dims.slice(0, axis)),
    length: dims[axis],
    inner: product(dims.slice(axis + 1)),
  };
}
