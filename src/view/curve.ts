import type { Transform } from "./spec.ts";

/** A rising map of values onto 0 to 1, and its inverse. */
export interface Curve {
  readonly place: (value: number) => number;
  readonly value: (place: number) => number;
}

export interface CurveOptions {
  readonly low: number;
  readonly high: number;
  readonly transform: Transform;
  /** Smallest value that `log` tells apart, above 0. */
  readonly floor: number;
}

/** From `low` to `high`; where `log` is chosen, from `floor` to `high`. */
export function unsignedCurve({ low, high, transform, floor }: CurveOptions): Curve {
  const span = high - low || 1;
  if (transform === "log") {
    const decades = Math.log(high / floor) || 1;
    return {
      place: (value) => Math.log(Math.max(value, floor) / floor) / decades,
      value: (place) => floor * Math.exp(place * decades),
    };
  }
  const [bend, straighten] = BENDS[transform];
  return {
    place: (value) => bend(Math.max(0, value - low) / span),
    value: (place) => low + straighten(place) * span,
  };
}

/**
 * Both arms alike, 0 at 0, ±`high` at ±1. `log` is the symmetric logarithm
 * sign(v)·ln(1 + |v|/floor), which is linear around 0.
 */
export function signedCurve({ high, transform, floor }: CurveOptions): Curve {
  const arm =
    transform === "log"
      ? symmetricLog(high, floor)
      : unsignedCurve({ low: 0, high, transform, floor });
  return {
    place: (value) => Math.sign(value) * arm.place(Math.abs(value)),
    value: (place) => Math.sign(place) * arm.value(Math.abs(place)),
  };
}

function symmetricLog(high: number, floor: number): Curve {
  const most = Math.log1p(high / floor);
  return {
    place: (size) => Math.log1p(size / floor) / most,
    value: (place) => floor * Math.expm1(place * most),
  };
}

type Bend = (share: number) => number;

const BENDS: Readonly<Record<"linear" | "sqrt", readonly [Bend, Bend]>> = {
  linear: [(share) => share, (share) => share],
  sqrt: [Math.sqrt, (place) => place * place],
};
