import type { RampName } from "./colour.ts";
import { type Curve, signedCurve, unsignedCurve } from "./curve.ts";
import { formatNumber, formatPercent, formatSigned } from "./number.ts";
import type { Scale, Transform } from "./spec.ts";

/** How values become places on a ramp, and words. */
export interface ValueScale {
  readonly kind: Scale;
  readonly ramp: RampName;
  readonly domain: readonly [number, number];
  readonly transform: Transform;
  /** Whether `log` was asked for but no value is above 0, so that the scale is linear. */
  readonly noLog: boolean;
  /** With `log`, the size below which values are not told apart; else null. */
  readonly floor: number | null;
  /** −1 to 1, or 0 to 1. */
  readonly place: (value: number) => number;
  /** The value at a place: what the legend writes there. */
  readonly value: (place: number) => number;
  readonly format: (value: number) => string;
  /** Values at the beginning, the middle and the end of the ramp. */
  readonly stops: readonly [number, number, number];
  /** What the scale was made for. */
  readonly extent: Extent;
}

export interface ScaleOptions {
  readonly scale: Scale;
  readonly domain?: readonly [number, number];
  readonly transform?: Transform;
  /** Text has to be read on the fills. */
  readonly onText: boolean;
}

/** What there is to be shown. */
export interface Extent {
  /** Smallest and largest finite value; 0 and 1 where there is none. */
  readonly low: number;
  readonly high: number;
  /** Smallest size that is not 0; 0 where there is none. */
  readonly least: number;
  /** Values that are numbers, infinite ones too. */
  readonly count: number;
  /** Values outside the scale's ends, drawn at them: infinite ones, or cut by a given domain. */
  readonly beyond: number;
}

/** The scale of some values; NaN does not count. */
export function valueScale(values: Iterable<number>, options: ScaleOptions): ValueScale {
  const ends = options.scale === "probability" ? (options.domain ?? [0, 1]) : options.domain;
  const extent = extentOf(values, options.scale === "diverging" ? symmetric(ends) : ends);
  const [low, high] = ends ?? [extent.low, extent.high];
  return options.scale === "diverging"
    ? diverging(Math.max(Math.abs(low), Math.abs(high)) || 1, extent, options)
    : unsigned(low, high, extent, options);
}

/** Decades that `log` spreads over the ramp at most. */
const SIGNED_REACH = 1e-4;
const UNSIGNED_REACH = 1e-6;
/** The same for all probabilities, so that pictures can be compared. */
const PROBABILITY_FLOOR = 1e-4;

function diverging(most: number, extent: Extent, options: ScaleOptions): ValueScale {
  const transform = options.transform ?? "linear";
  const floor = Math.min(most, Math.max(extent.least, most * SIGNED_REACH));
  const curve = signedCurve({ low: 0, high: most, transform, floor });
  return {
    kind: "diverging",
    ramp: options.onText ? "signed" : "diverging",
    domain: [-most, most],
    transform,
    noLog: false,
    floor: transform === "log" ? floor : null,
    ...clamped(curve, -1),
    format: formatSigned,
    stops: [-most, 0, most],
    extent,
  };
}

function unsigned(low: number, high: number, extent: Extent, options: ScaleOptions): ValueScale {
  const share = options.scale === "probability";
  const wanted = options.transform ?? (share ? "sqrt" : "linear");
  const transform = wanted === "log" && high <= 0 ? "linear" : wanted;
  const floor = unsignedFloor(low, high, extent, share);
  const curve = unsignedCurve({ low, high, transform, floor });
  const isLog = transform === "log";
  return {
    kind: options.scale,
    ramp: options.onText ? "token" : "probability",
    domain: [low, high],
    transform,
    noLog: wanted !== transform,
    floor: isLog ? floor : null,
    ...clamped(curve, 0),
    format: share ? formatPercent : formatNumber,
    stops: [isLog ? floor : low, curve.value(0.5), high],
    extent,
  };
}

function unsignedFloor(low: number, high: number, { least }: Extent, share: boolean): number {
  if (low > 0) return Math.max(low, high * UNSIGNED_REACH);
  return share ? high * PROBABILITY_FLOOR : Math.max(least, high * UNSIGNED_REACH);
}

function clamped(curve: Curve, least: number): Pick<ValueScale, "place" | "value"> {
  return { place: (value) => clamp(curve.place(value), least), value: curve.value };
}

function extentOf(values: Iterable<number>, ends: readonly [number, number] | undefined): Extent {
  let [low, high, least] = [Infinity, -Infinity, Infinity];
  let [count, beyond] = [0, 0];
  // A softmax may sum to 1.0000001 in float32; that is not beyond 1.
  const slack = ends === undefined ? 0 : (ends[1] - ends[0]) * 1e-6;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    const [from, to] = ends ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
    if (value < from - slack || value > to + slack) beyond++;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value !== 0) least = Math.min(least, Math.abs(value));
  }
  const ordered = low > high ? { low: 0, high: 1 } : { low, high };
  return { ...ordered, least: Number.isFinite(least) ? least : 0, count, beyond };
}

function symmetric(
  ends: readonly [number, number] | undefined,
): readonly [number, number] | undefined {
  if (ends === undefined) return undefined;
  const most = Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
  return [-most, most];
}

function clamp(t: number, least: number): number {
  return Number.isNaN(t) ? 0 : Math.max(least, Math.min(1, t));
}
