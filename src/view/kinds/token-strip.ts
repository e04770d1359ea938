import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { visibleToken } from "../escape.ts";
import { legend } from "../legend.ts";
import type { Mark } from "../mark.ts";
import { formatFixed } from "../number.ts";
import { numbersAt, unitsAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { TokenStripView } from "../spec.ts";
import { textWidth } from "../text-width.ts";
import type { Paint, Theme } from "../theme.ts";

/** Tokens as they read, each on a ground of its value's colour. */
export const tokenStrip: Kind<TokenStripView> = {
  draw: (view, drawing) => {
    const { chips, scale } = readStrip(view, drawing);
    const flow = new Flow(drawing);
    const marks = chips.flatMap((chip) => chipMarks(chip, flow, drawing.theme));
    const key = legend(scale, drawing);
    const gap = drawing.theme.medium === "graphic" ? 8 : 1;
    return [...marks, ...moved(key.marks, 0, flow.bottom + gap)];
  },
  table: (view, { result, text }) => {
    const units = unitsAt(result, view.encoding.units);
    const { values, scale } = readValues(view, result);
    return {
      columns: [
        numberColumn(text("view.position"), String),
        textColumn(text("view.token")),
        numberColumn(text("view.value"), scale.format),
      ],
      rows: units.map((unit, i) => [i, visibleToken(unit.text), values[i]]),
    };
  },
};

/** Up to this share of the largest value, a sign is not worth a mark. */
export const FAINT = 0.05;

/** A token, ready to be put into a line. */
export interface Chip {
  readonly index: number;
  /** Spaces before the token's first character. */
  readonly lead: number;
  readonly body: string;
  readonly value: number;
  /** −1 to 1. */
  readonly level: number;
  readonly paint: Paint;
  /** The exact token and its value. */
  readonly label: string;
  readonly endsLine: boolean;
}

/** The tokens of a strip with their colours, and the scale behind these. */
export function readStrip(
  view: TokenStripView,
  { result, theme }: Pick<Drawing, "result" | "theme">,
): { readonly chips: readonly Chip[]; readonly scale: ValueScale } {
  const { values, scale } = readValues(view, result);
  const chips = unitsAt(result, view.encoding.units).map(({ text }, index) => {
    const level = scale.place(values[index]);
    return {
      index,
      ...splitLead(text),
      value: values[index],
      level,
      paint: theme.paint(scale.ramp, level),
      label: `${JSON.stringify(text)}: ${scale.format(values[index])}`,
      endsLine: text.endsWith("\n"),
    };
  });
  return { chips, scale };
}

function readValues(
  view: TokenStripView,
  result: Drawing["result"],
): { readonly values: readonly number[]; readonly scale: ValueScale } {
  const numbers = numbersAt(result, view.data);
  const values = Array.from({ length: numbers.length }, (_, i) => numbers.at(i));
  return { values, scale: valueScale(values, { ...view, onText: true }) };
}

/** The space before a word is a gap between tokens, unless the token is nothing else. */
function splitLead(text: string): { readonly lead: number; readonly body: string } {
  if (text.trim() === "") return { lead: 0, body: visibleToken(text.replaceAll(" ", "␣")) || "∅" };
  const body = text.replace(/^ +/, "");
  return { lead: text.length - body.length, body: visibleToken(body) };
}

function chipMarks(chip: Chip, flow: Flow, theme: Theme): Mark[] {
  const number = formatFixed(chip.value, 2);
  const cells = textWidth(chip.body);
  const place = flow.place(chip.lead, theme.plain ? Math.max(cells, number.length) : cells);
  if (chip.endsLine) flow.breakLine();
  const ground: Mark = {
    kind: "rect",
    ...place,
    fill: chip.paint.fill,
    level: chip.level,
    radius: 3,
    datum: { key: String(chip.index), label: chip.label },
  };
  const words: Mark = {
    kind: "text",
    x: place.x + flow.padding,
    y: place.y + place.height / 2,
    text: chip.body.padEnd(theme.plain ? number.length : 0),
    fill: theme.plain ? theme.ink : chip.paint.ink,
    font: "mono",
  };
  return [ground, words, ...signMarks(chip, number, place, theme)];
}

/** Colour is never alone: a bar under what lowers, and where there are no colours the number. */
function signMarks({ level }: Chip, number: string, place: Place, theme: Theme): Mark[] {
  const { x, y, width, height } = place;
  if (theme.plain) {
    return [{ kind: "text", x, y: y + 1.5, text: number, fill: theme.muted, font: "mono" }];
  }
  if (theme.medium === "terminal" || level >= -FAINT) return [];
  const [middle, under] = [x + width / 2, y + height + 2.5];
  return [
    {
      kind: "line",
      x1: middle - 4,
      x2: middle + 4,
      y1: under,
      y2: under,
      stroke: theme.negative,
      width: 2,
    },
  ];
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Puts tokens one after the other, with breaks where a line is full. */
class Flow {
  /** Room between a chip's edge and its text. */
  readonly padding: number;
  readonly #theme: Theme;
  readonly #width: number;
  readonly #pitch: number;
  #x = 0;
  #y = 0;

  constructor({ theme, width }: Drawing) {
    const graphic = theme.medium === "graphic";
    this.#theme = theme;
    this.#width = width;
    this.padding = graphic ? 3 : 0;
    this.#pitch = graphic ? 30 : theme.plain ? 3 : 1;
  }

  get bottom(): number {
    return this.#y + (this.#theme.plain ? 2 : this.#theme.cell.height);
  }

  place(lead: number, cells: number): Place {
    const { width: cw, height } = this.#theme.cell;
    const width = cells * cw + 2 * this.padding;
    const start = this.#x === 0 ? 0 : this.#x + this.#gap(lead);
    const fits = start === 0 || start + width <= this.#width;
    const x = fits ? start : 0;
    if (!fits) this.#y += this.#pitch;
    this.#x = x + width + (this.padding > 0 ? 1 : 0);
    return { x, y: this.#y, width, height };
  }

  breakLine(): void {
    this.#x = 0;
    this.#y += this.#pitch;
  }

  #gap(lead: number): number {
    const spaces = this.#theme.plain ? Math.max(lead, 1) : lead;
    return spaces * this.#theme.cell.width * (this.padding > 0 ? 0.7 : 1);
  }
}
