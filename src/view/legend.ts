import { moved } from "./bounds.ts";
import type { Drawing } from "./drawing.ts";
import type { Mark, TextMark } from "./mark.ts";
import { noteMarks } from "./note.ts";
import type { ValueScale } from "./scale.ts";
import { textWidth } from "./text-width.ts";

type Room = Pick<Drawing, "theme" | "text" | "width">;

export interface Legend {
  readonly marks: readonly Mark[];
  readonly height: number;
}

/** A ramp with its numbers, its top left at the origin, and what has to be known to read it. */
export function legend(scale: ValueScale, room: Room): Legend {
  const ramp = hasRamp(scale) ? drawRamp(scale, room) : { marks: [], height: 0 };
  const note = noteMarks(notes(scale, room), room);
  const marks = [...ramp.marks, ...moved(note.marks, 0, ramp.height)];
  return { marks, height: ramp.height + note.height };
}

function drawRamp(scale: ValueScale, room: Room): Legend {
  return room.theme.medium === "graphic" ? colourBar(scale, room) : rampLines(scale, room);
}

const BAR = { width: 240, height: 10 };
/** Colours in each of the bar's arms. */
const STEPS = 8;

/** What the colours do not say by themselves, one sentence each. */
function notes(scale: ValueScale, { theme, text }: Room): readonly string[] {
  const { low, count, beyond } = scale.extent;
  if (scale.kind !== "probability" && count - beyond === 0) {
    return [text(count === 0 ? "view.noNumbers" : "view.allInfinite", { count })];
  }
  const said: string[] = [];
  if (!hasRamp(scale)) said.push(text("view.constant", { value: scale.format(low) }));
  if (scale.transform === "sqrt" && (theme.medium === "graphic" || scale.kind !== "probability")) {
    said.push(text("view.sqrtScale"));
  }
  if (scale.floor !== null) {
    const id = scale.kind === "diverging" ? "view.symlogScale" : "view.logScale";
    said.push(text(id, { floor: stopText(scale, scale.floor).replace("+", "") }));
  }
  if (scale.noLog) said.push(text("view.noLog"));
  if (beyond > 0) said.push(text("view.beyond", { count: beyond }));
  return said;
}

/** One value needs no ramp. */
function hasRamp({ kind, extent, domain }: ValueScale): boolean {
  if (kind === "probability") return true;
  if (extent.count - extent.beyond === 0) return false;
  return kind === "diverging" ? extent.least > 0 || extent.beyond > 0 : domain[0] < domain[1];
}

/** A continuous bar with numbers under it, and what the two sides mean above it. */
function colourBar(scale: ValueScale, room: Room): Legend {
  const { theme, text } = room;
  const signed = scale.kind === "diverging";
  const width = Math.min(BAR.width, room.width - 8);
  const top = signed ? 16 : 0;
  const columns = signed ? 2 * STEPS + 1 : STEPS + 1;
  const places = Array.from({ length: columns }, (_, i) => (signed ? i - STEPS : i) / STEPS);
  const bar: Mark = {
    kind: "raster",
    x: 0,
    y: top,
    width,
    height: BAR.height,
    columns,
    rows: 1,
    cells: places.map((_, i) => i),
    palette: places.map((level) => ({ fill: theme.paint(scale.ramp, level).fill, level })),
  };
  const sides = signed
    ? [
        label(room, 0, 7, `− ${text("view.lowers")}`, "start"),
        label(room, width, 7, `${text("view.raises")} +`, "end"),
      ]
    : [];
  const frame: Mark = {
    kind: "rect",
    x: 0,
    y: top,
    width,
    height: BAR.height,
    stroke: theme.rule,
  };
  const numbers = barNumbers(scale, room, width, top + BAR.height);
  return { marks: [...sides, bar, frame, ...numbers], height: top + BAR.height + 18 };
}

/** Numbers at five places of the bar, or at as many as have room. */
function barNumbers(scale: ValueScale, room: Room, width: number, top: number): Mark[] {
  const { theme } = room;
  const signed = scale.kind === "diverging";
  const all = signed ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const texts = all.map((place) => stopText(scale, scale.value(place)));
  const widest = Math.max(...texts.map(textWidth)) * theme.cell.width * 0.85;
  const step = widest * 1.5 + 6 <= width / 4 ? 1 : 2;
  return all.flatMap((place, i): Mark[] => {
    if (i % step !== 0) return [];
    const x = (signed ? (place + 1) / 2 : place) * width;
    const anchor = i === 0 ? "start" : i === 4 ? "end" : "middle";
    const tick: Mark = { kind: "line", x1: x, x2: x, y1: top, y2: top + 4, stroke: theme.muted };
    return [
      tick,
      {
        ...label(room, x, top + 11, endText(scale, i, texts[i]), anchor),
        font: "mono",
        ...theme.tick,
      },
    ];
  });
}

/** What lies beyond an end of the scale is drawn there, and the number says so. */
function endText(scale: ValueScale, index: number, text: string): string {
  if (index === 0 && scale.floor !== null && scale.kind !== "diverging") return `≤${text}`;
  if (scale.extent.beyond === 0) return text;
  return index === 0 ? `≤${text}` : index === 4 ? `≥${text}` : text;
}

/** In a terminal: numbers with swatches between them, in one line if there is room. */
function rampLines(scale: ValueScale, { theme, text, width }: Room): Legend {
  const signed = scale.kind === "diverging";
  const [low, middle, high] = scale.stops.map((value) => stopText(scale, value));
  const [first, last] = [endText(scale, 0, low), endText(scale, 4, high)];
  const words = [
    signed ? `${text("view.lowers")} ${first}` : first,
    middle,
    signed ? `${last} ${text("view.raises")}` : last,
  ];
  const ramps = signed ? SIGNED_SWATCHES : UNSIGNED_SWATCHES;
  const length = words.reduce((sum, said) => sum + textWidth(said) + 1, 1) + 16;
  const size = length <= width ? 2 : 1;
  const marks: Mark[] = [];
  let [x, y] = [0, 0];
  words.forEach((said, i) => {
    if (x > 0 && x + textWidth(said) > width) [x, y] = [0, y + 1];
    marks.push({ kind: "text", x, y: y + 0.5, text: said, fill: theme.muted });
    x += textWidth(said) + 1;
    for (const level of ramps[i] ?? []) {
      const { fill } = theme.paint(scale.ramp, level);
      marks.push({ kind: "rect", x, y, width: size, height: 1, fill, level });
      x += size;
    }
    x += 1;
  });
  return { marks, height: y + 1 };
}

const SIGNED_SWATCHES = [
  [-1, -0.75, -0.5, -0.25],
  [0.25, 0.5, 0.75, 1],
];
const UNSIGNED_SWATCHES = [
  [0, 0.125, 0.25, 0.375],
  [0.625, 0.75, 0.875, 1],
];

function label(
  { theme }: Room,
  x: number,
  y: number,
  text: string,
  anchor: "start" | "middle" | "end",
): TextMark {
  return { kind: "text", x, y, text, fill: theme.muted, anchor, ...theme.label };
}

/** A number of the legend; a share too small for percent's usual digits keeps one. */
function stopText(scale: ValueScale, value: number): string {
  if (scale.kind === "probability" && value > 0 && value < 1e-3) {
    return `${Number((value * 100).toPrecision(1))}%`;
  }
  const [low, high] = scale.domain;
  // Halfway between −0.9999 and 1 is 0 to a reader.
  const nearZero = scale.transform !== "log" && Math.abs(value) < (high - low) * 1e-3;
  return scale.format(nearZero ? 0 : value);
}
