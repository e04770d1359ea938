import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatNumber, formatPercent, formatSigned } from "../number.ts";
import { labelsAt, slicedAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { BarsView, Scale } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";

/** A label, a bar and a number per line; bars of signed values grow from zero to both sides. */
export const bars: Kind<BarsView> = {
  draw: (view, drawing) => {
    const { theme } = drawing;
    const { shown, others, scale } = choose(read(view, drawing), view, drawing);
    if (shown.length === 0) return noteMarks([drawing.text("view.empty")], drawing).marks;
    const columns = columnsOf(shown, scale, drawing);
    const pitch = theme.medium === "graphic" ? 24 : 1;
    const note = noteMarks(notes(others, scale, view.scale, drawing), drawing);
    const bottom = shown.length * pitch + (theme.medium === "graphic" ? 4 : 1);
    return [
      ...zeroLine(columns, shown.length * pitch, drawing),
      ...shown.flatMap((entry, i) => moved(barMarks(entry, scale, columns, drawing), 0, i * pitch)),
      ...moved(note.marks, 0, bottom),
    ];
  },
  table: (view, reading) => {
    const { text } = reading;
    const value = numberColumn(text("view.value"), FORMATS[view.scale]);
    return {
      columns: [textColumn(text("view.name")), value],
      rows: read(view, reading).map((entry) => [entry.label, entry.value]),
    };
  },
};

/** More bars than a reader looks through are left to the table. */
const MOST_BARS = { graphic: 40, terminal: 24 };
/** Longer bars are no easier to compare. */
const WIDEST = 760;

const FORMATS: Readonly<Record<Scale, (value: number) => string>> = {
  diverging: formatSigned,
  sequential: formatNumber,
  probability: formatPercent,
};

interface Entry {
  readonly index: number;
  readonly label: string;
  readonly value: number;
  readonly number: string;
}

interface Columns {
  /** Characters of a label. */
  readonly label: number;
  readonly zero: number;
  /** Length of a bar at place 1 of the scale. */
  readonly full: number;
  /** Right end of the numbers. */
  readonly number: number;
  readonly signed: boolean;
}

function read(view: BarsView, { result }: Pick<Drawing, "result">): readonly Entry[] {
  const numbers = slicedAt(result, view);
  return labelsAt(result, view.encoding.labels).map((label, index) => {
    const value = numbers.get(index);
    return { index, label, value, number: FORMATS[view.scale](value) };
  });
}

/** The entries that are drawn, in the order given, those left out, and how long a bar is. */
function choose(entries: readonly Entry[], view: BarsView, { theme }: Drawing) {
  const most = MOST_BARS[theme.medium];
  const bySize = [...entries].sort((a, b) => size(b) - size(a) || a.index - b.index);
  const others = new Set(entries.length > most ? bySize.slice(most) : []);
  const scale = valueScale(
    entries.map(({ value }) => value),
    { ...view, scale: "diverging", transform: view.transform ?? "linear", onText: false },
  );
  return { shown: entries.filter((entry) => !others.has(entry)), others: [...others], scale };
}

function size({ value }: Entry): number {
  return Number.isNaN(value) ? -1 : Math.abs(value);
}

function columnsOf(shown: readonly Entry[], scale: ValueScale, { theme, width }: Drawing): Columns {
  const { width: cw } = theme.cell;
  const longest = (texts: readonly string[]): number =>
    texts.map(textWidth).reduce((a, b) => Math.max(a, b), 1);
  const total = theme.medium === "graphic" ? Math.min(width, WIDEST) : width;
  const label = Math.min(longest(shown.map((entry) => entry.label)), Math.floor(total / cw / 3));
  const number = longest(shown.map((entry) => entry.number)) * cw;
  const room = Math.max(4 * cw, total - (label + 2) * cw - number);
  const places = shown.map(({ value }) => scale.place(value));
  const below = -Math.min(0, ...places);
  const above = Math.max(0, ...places);
  const full = room / (below + above || 1);
  const left = (label + 1) * cw;
  const right = left + room + cw + number;
  return { label, zero: left + below * full, full, number: right, signed: below > 0 };
}

function barMarks(
  { index, label, value, number }: Entry,
  scale: ValueScale,
  columns: Columns,
  { theme }: Drawing,
): Mark[] {
  const { height: ch } = theme.cell;
  const graphic = theme.medium === "graphic";
  const length = Math.abs(scale.place(value)) * columns.full;
  const words = { kind: "text", y: ch / 2, font: "mono" } as const;
  return [
    { ...words, x: 0, text: fitText(label, columns.label), fill: theme.ink },
    {
      kind: "rect",
      x: value < 0 ? columns.zero - length : columns.zero,
      y: graphic ? 3 : 0,
      width: length,
      height: graphic ? ch - 6 : 1,
      fill: value < 0 ? theme.negative : theme.positive,
      ...(graphic ? { radius: 2 } : {}),
      datum: { key: String(index), label: `${label}: ${number}` },
    },
    { ...words, x: columns.number, text: number, anchor: "end", fill: theme.muted },
  ];
}

function zeroLine({ zero, signed }: Columns, height: number, { theme }: Drawing): Mark[] {
  if (!signed || theme.medium === "terminal") return [];
  return [{ kind: "line", x1: zero, x2: zero, y1: 0, y2: height, stroke: theme.muted }];
}

/** What is left out, and what lengths mean where they are not plain. */
function notes(
  others: readonly Entry[],
  { transform, floor, extent }: ValueScale,
  kind: Scale,
  { text }: Drawing,
): readonly string[] {
  const said: string[] = [];
  const values = others.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  if (others.length > 0 && kind === "probability") {
    const sum = formatPercent(values.reduce((a, b) => a + b, 0));
    said.push(text("view.otherShares", { count: others.length, sum }));
  } else if (others.length > 0) {
    const [low, high] = [Math.min, Math.max].map((pick) =>
      values.reduce((a, b) => pick(a, b), values[0]),
    );
    const ends = { low: FORMATS[kind](low), high: FORMATS[kind](high) };
    said.push(text("view.others", { count: others.length, ...ends }));
  }
  if (transform === "sqrt") said.push(text("view.sqrtScale"));
  if (floor !== null) said.push(text("view.symlogScale", { floor: formatNumber(floor) }));
  if (extent.beyond > 0) said.push(text("view.beyond", { count: extent.beyond }));
  return said;
}
