import { addDims, divDims, substituteDim, subDims, symbolsOf, type Dim } from "../../graph/dim.ts";

/** Ends this large mean "to the end" in exported models (2³¹ − 1, 2⁶³ − 1, and their negatives). */
const FAR = 2 ** 31 - 1;

/** What one axis of a Slice keeps: `length` elements from `start`, each `step` after the last. */
export interface SliceRange<D extends Dim = Dim> {
  readonly start: D;
  readonly length: D;
}

/** ONNX's rules for one axis of a run: negatives count from the end, then both ends are clamped. */
export function sliceRange(
  start: number,
  end: number,
  step: number,
  length: number,
): SliceRange<number> {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number): number => {
    const fromFront = at < 0 ? at + length : at;
    return Math.min(Math.max(fromFront, low), high);
  };
  // an empty axis has no last element to start a backward slice from
  const from = Math.max(0, clamp(start));
  const count = length === 0 ? 0 : Math.ceil((clamp(end) - clamp(start)) / step);
  return { start: from, length: Math.max(0, count) };
}

/**
 * How many elements a slice keeps of an axis that may be symbolic; null where only a run can
 * tell. Symbols stand for 1 or more, and an end that is itself symbolic lies within its axis, as
 * a position does within the context.
 */
export function slicedDim(start: Dim, end: Dim, step: Dim, length: Dim): Dim | null {
  if (typeof step !== "number") return null;
  if ([start, end, length].every((dim) => typeof dim === "number")) {
    return sliceRange(start as number, end as number, step, length as number).length;
  }
  if (step < 0) return isReversal(start, end, step) ? length : null;
  const from = placeOf(start, length);
  const to = placeOf(end, length);
  return from === null || to === null ? null : stepsIn(subDims(to, from), step);
}

/** A distance along an axis: `plus`, counted from nothing or from its whole length. */
export interface Margin {
  readonly fromLength: boolean;
  readonly plus: number;
}

/** How much of an axis lies before and after a slice of step 1; null where only a run can tell. */
export function sliceMargins(start: Dim, end: Dim, length: Dim): readonly Margin[] | null {
  if (typeof start !== "number" || typeof end !== "number") return null;
  if (typeof length === "number") {
    const kept = sliceRange(start, end, 1, length);
    return [fixed(kept.start), fixed(length - kept.start - kept.length)];
  }
  const [from, to] = [placeOf(start, length), placeOf(end, length)];
  if (from === null || to === null || leastOf(subDims(to, from)) < 0) return null;
  const before = typeof from === "number" ? fixed(from) : { fromLength: true, plus: start };
  if (to === length || end < 0) return [before, fixed(to === length ? 0 : -end)];
  return [before, { fromLength: true, plus: -end }];
}

function fixed(plus: number): Margin {
  return { fromLength: false, plus };
}

/** Where an end falls on an axis, counted from the front. */
function placeOf(at: Dim, length: Dim): Dim | null {
  if (typeof at === "string") return at.startsWith("-") ? addDims(length, at) : at;
  if (at >= FAR) return length;
  if (at <= -FAR) return 0;
  const isWithin = leastOf(subDims(length, Math.abs(at))) >= 0;
  if (!isWithin) return null;
  return at < 0 ? addDims(length, at) : at;
}

/** The value of a dim when each symbol is 1: its least, where no symbol is subtracted. */
function leastOf(dim: Dim): number {
  const isFalling = typeof dim === "string" && /-[^+-]*[a-z_]/i.test(dim);
  if (isFalling) return -Infinity;
  return substituteDim(dim, new Map(symbolsOf(dim).map((symbol) => [symbol, 1]))) as number;
}

/** ⌈distance / step⌉ where it has a closed form. */
function stepsIn(distance: Dim, step: number): Dim | null {
  if (typeof distance === "number") return Math.max(0, Math.ceil(distance / step));
  for (let short = 0; short < step; short++) {
    const steps = divDims(addDims(distance, short), step);
    if (steps !== null) return steps;
  }
  return null;
}

function isReversal(start: Dim, end: Dim, step: number): boolean {
  const fromLast = start === -1 || (typeof start === "number" && start >= FAR);
  return step === -1 && fromLast && typeof end === "number" && end <= -FAR;
}
