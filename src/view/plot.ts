import type { Drawing } from "./drawing.ts";
import type { Mark } from "./mark.ts";
import { formatNumber } from "./number.ts";
import { fitText } from "./text-width.ts";

export type Domain = readonly [low: number, high: number];

export interface PlotOptions {
  readonly x: Domain;
  readonly y: Domain;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Widest the plot gets; the rest of the room stays empty. */
  readonly widest?: number;
  readonly format?: (value: number) => string;
  /** Room above the frame, in lines. */
  readonly above?: number;
  /** Room right of the frame. */
  readonly after?: number;
}

/** A frame with two axes, and where values are in it. */
export interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Grid, ticks and titles. */
  readonly marks: readonly Mark[];
  readonly height: number;
}

/** Lays out a plot in the drawing's room. */
export function makePlot(options: PlotOptions, drawing: Drawing): Plot {
  const { theme } = drawing;
  const { width: cw, height: ch } = theme.cell;
  const graphic = theme.medium === "graphic";
  const format = options.format ?? formatNumber;
  const yTicks = ticks(options.y, 5);
  const left = (Math.max(...yTicks.map((tick) => format(tick).length)) + 1) * cw;
  const outer = Math.min(drawing.width, options.widest ?? Infinity);
  const right = Math.max(left + 4 * cw, outer - 2 * cw - (options.after ?? 0));
  const inner =
    drawing.height ?? (graphic ? Math.min(280, Math.max(160, (right - left) * 0.6)) : 12);
  const top = (1 + (options.above ?? 0)) * ch;
  const bottom = top + inner;
  const x = (value: number): number => left + share(value, options.x) * (right - left);
  const y = (value: number): number => bottom - share(value, options.y) * inner;
  const frame = { x, y, left, right, top, bottom };
  const marks = [
    ...yTicks.flatMap((tick) => yTick(tick, format, frame, drawing)),
    ...fittingTicks(options.x, right - left, format, drawing).map((tick) =>
      xTick(tick, format, frame, drawing),
    ),
    ...axisTitles(options, frame, drawing),
  ];
  return { ...frame, marks, height: bottom + (graphic ? 2 : 3) * ch };
}

/** Round numbers that cover a domain, about `count` of them, all inside it. */
export function ticks([low, high]: Domain, count: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999)! * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** As many ticks, up to six, as have room for their numbers beside each other. */
function fittingTicks(
  domain: Domain,
  room: number,
  format: (value: number) => string,
  { theme }: Drawing,
): readonly number[] {
  for (let count = 6; count > 1; count--) {
    const found = ticks(domain, count);
    const widest = found.map((tick) => format(tick).length).reduce((a, b) => Math.max(a, b), 1);
    if (found.length * (widest + 1.5) * theme.cell.width <= room) return found;
  }
  return ticks(domain, 1);
}

/** The domain of some values with a little room; one value gets a room of its own size. */
export function domainOf(values: Iterable<number>, margin = 0.05): Domain {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const room = low < high ? (high - low) * margin : Math.abs(low) * 0.5 || 1;
  return [low - room, high + room];
}

type Frame = Omit<Plot, "marks" | "height">;

function yTick(
  tick: number,
  format: (value: number) => string,
  { y, left, right }: Frame,
  { theme }: Drawing,
): Mark[] {
  const at = y(tick);
  const words: Mark = {
    kind: "text",
    x: left - theme.cell.width,
    y: at,
    text: format(tick),
    anchor: "end",
    fill: theme.muted,
    font: "mono",
    ...theme.tick,
  };
  return theme.medium === "terminal"
    ? [words]
    : [{ kind: "line", x1: left, x2: right, y1: at, y2: at, stroke: theme.rule }, words];
}

function xTick(
  tick: number,
  format: (value: number) => string,
  { x, bottom }: Frame,
  { theme }: Drawing,
): Mark {
  return {
    kind: "text",
    x: x(tick),
    y: bottom + theme.cell.height * (theme.medium === "graphic" ? 0.5 : 1.5),
    text: format(tick),
    anchor: "middle",
    fill: theme.muted,
    font: "mono",
    ...theme.tick,
  };
}

function axisTitles(
  { xTitle, yTitle }: PlotOptions,
  { left, right, top, bottom }: Frame,
  { theme }: Drawing,
): Mark[] {
  const { height: ch } = theme.cell;
  const graphic = theme.medium === "graphic";
  const base = {
    kind: "text",
    fill: theme.muted,
    ...theme.label,
  } as const;
  const cells = Math.floor(right / theme.cell.width);
  const under = bottom + ch * (graphic ? 1.5 : 2.5);
  return [
    { ...base, x: 0, y: top - ch / 2 - (graphic ? 4 : 0), text: fitText(`↑ ${yTitle}`, cells) },
    { ...base, x: right, y: under, text: `${fitText(xTitle, cells - 2)} →`, anchor: "end" },
    { kind: "line", x1: left, x2: right, y1: bottom, y2: bottom, stroke: theme.muted },
  ];
}

function share(value: number, [low, high]: Domain): number {
  return (value - low) / (high - low || 1);
}
