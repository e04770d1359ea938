import { formatDims } from "../graph/dim.ts";
import { VitrineError } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How far two tensors are apart at most. */
export interface ParityDifference {
  /** Largest |a − b|. */
  readonly absolute: number;
  /** The same over the judge's largest absolute value, or over 1 where that is smaller. */
  readonly relative: number;
}

/**
 * Compares a tensor with the judge's. Equal infinities (masked scores) are equal; a NaN, or an
 * infinity on one side, is infinitely far off.
 */
export function parityDifference(ours: Tensor, judge: Tensor): ParityDifference {
  if (formatDims(ours.dims) !== formatDims(judge.dims)) {
    const [expected, got] = [formatDims(judge.dims), formatDims(ours.dims)];
    throw new VitrineError("BAD_SHAPE", `parity: dims differ; expected ${expected}, got ${got}.`);
  }
  let absolute = 0;
  let scale = 1;
  for (let i = 0; i < judge.data.length; i++) {
    const [a, b] = [Number(ours.data[i]), Number(judge.data[i])];
    if (a === b) continue;
    absolute = Math.max(absolute, Number.isFinite(a - b) ? Math.abs(a - b) : Infinity);
  }
  for (const value of judge.data) {
    if (Number.isFinite(Number(value))) scale = Math.max(scale, Math.abs(Number(value)));
  }
  return { absolute, relative: absolute / scale };
}
