import type { RampName } from "./colour.ts";
import { formatNumber, formatPercent, formatSigned } from "./number.ts";
import type { Scale } from "./spec.ts";

/** How values become places on a ramp, and words. */
export interface ValueScale {
  readonly kind: Scale;
  readonly ramp: RampName;
  readonly domain: readonly [number, number];
  /** −1 to 1, or 0 to 1. */
  readonly place: (value: number) => number;
  readonly format: (value: number) => string;
  /** Values at the beginning, the middle and the end of the ramp. */
  readonly stops: readonly [number, number, number];
}

export interface ScaleOptions {
  readonly scale: Scale;
  readonly domain?: readonly [number, number];
  /** Text has to be read on the fills. */
  readonly onText: boolean;
}

/** The scale of some values; NaN does not count. */
export function valueScale(values: Iterable<number>, options: ScaleOptions): ValueScale {
  const domain = options.domain ?? extentOf(values);
  return SCALES[options.scale](domain, options.onText);
}

type MakeScale = (domain: readonly [number, number], onText: boolean) => ValueScale;

const SCALES: Readonly<Record<Scale, MakeScale>> = {
  diverging,
  sequential,
  probability: (_domain, onText) => probability(onText),
};

function diverging(domain: readonly [number, number], onText: boolean): ValueScale {
  const most = Math.max(Math.abs(domain[0]), Math.abs(domain[1])) || 1;
  return {
    kind: "diverging",
    ramp: onText ? "signed" : "diverging",
    domain: [-most, most],
    place: (value) => clamp(value / most, -1),
    format: formatSigned,
    stops: [-most, 0, most],
  };
}

function sequential([low, high]: readonly [number, number], onText: boolean): ValueScale {
  const span = high - low || 1;
  return {
    kind: "sequential",
    ramp: onText ? "token" : "probability",
    domain: [low, high],
    place: (value) => clamp((value - low) / span, 0),
    format: formatNumber,
    stops: [low, (low + high) / 2, high],
  };
}

/** A square root spreads the small probabilities that most cells have. */
function probability(onText: boolean): ValueScale {
  return {
    kind: "probability",
    ramp: onText ? "token" : "probability",
    domain: [0, 1],
    place: (value) => clamp(Math.sqrt(Math.max(0, value)), 0),
    format: formatPercent,
    stops: [0, 0.25, 1],
  };
}

function extentOf(values: Iterable<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 1] : [low, high];
}

function clamp(t: number, least: number): number {
  return Number.isNaN(t) ? 0 : Math.max(least, Math.min(1, t));
}
