import { joinedPieces } from "../arabic-joining.ts";
import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { visibleToken } from "../escape.ts";
import { legend } from "../legend.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { shortNumber } from "../number.ts";
import { slicedAt, unitsAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { TokenStripView } from "../spec.ts";
import { flow, flowForward, type FlowItem, type FlowPlace } from "../strip-flow.ts";
import { stretches } from "../strip-fold.ts";
import { tokenTexts } from "../token-text.ts";
import { fitText, textWidth } from "../text-width.ts";
import type { Paint, Theme } from "../theme.ts";

/** Tokens as they read, each on a ground of its value's colour. */
export const tokenStrip: Kind<TokenStripView> = {
  draw: (view, drawing) => {
    const { theme, text, width } = drawing;
    const { chips, scale } = readStrip(view, drawing);
    const shown = foldChips(chips, scale, drawing);
    const graphic = theme.medium === "graphic";
    const items = shown.map((chip) => flowItem(chip, scale, drawing));
    const places = graphic ? flow(items, width) : flowForward(items, width);
    const lines = 1 + (places.at(-1)?.line ?? 0);
    const bottom = (lines - 1) * pitch(theme) + (theme.plain ? 2 : theme.cell.height);
    const count = shown.filter(({ folds }) => folds === 0).length;
    const words = { shown: count, total: chips.length };
    const note = noteMarks(count < chips.length ? [text("view.folded", words)] : [], drawing);
    const key = legend(scale, drawing);
    const gap = graphic ? 8 : 1;
    if (chips.length === 0) return noteMarks([text("view.empty")], drawing).marks;
    return [
      ...shown.flatMap((chip, i) => chipMarks(chip, items[i], places[i], scale, theme)),
      ...moved(note.marks, 0, bottom + gap),
      ...moved(key.marks, 0, bottom + gap + note.height + (note.height > 0 ? gap : 0)),
    ];
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

/** Longer texts show their largest values with what stands around them. */
const MOST_TOKENS = { graphic: 1200, terminal: 400 };
/** Longer tokens end in `…`; their label says them in full. */
const LONGEST = 40;

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
  /** Not part of the text, such as a mark of its beginning. */
  readonly special: boolean;
  /** How many tokens it stands for instead of one; 0 for a token. */
  readonly folds: number;
}

/** The tokens of a strip with their colours, and the scale behind these. */
export function readStrip(
  view: TokenStripView,
  { result, theme }: Pick<Drawing, "result" | "theme">,
): { readonly chips: readonly Chip[]; readonly scale: ValueScale } {
  const { values, scale } = readValues(view, result);
  const units = unitsAt(result, view.encoding.units);
  const texts = tokenTexts(units);
  const bodies = joinedPieces(
    texts.map(({ body }) => fitText(body, LONGEST)),
    texts.map(({ lead }) => lead),
  );
  const chips = units.map(({ text, special }, index) => {
    const level = scale.place(values[index]);
    return {
      index,
      lead: texts[index].lead,
      body: bodies[index],
      value: values[index],
      level,
      paint: theme.paint(scale.ramp, level),
      label: `${JSON.stringify(text)}: ${scale.format(values[index])}`,
      endsLine: text.endsWith("\n"),
      special,
      folds: 0,
    };
  });
  return { chips, scale };
}

function readValues(
  view: TokenStripView,
  result: Drawing["result"],
): { readonly values: readonly number[]; readonly scale: ValueScale } {
  const numbers = slicedAt(result, view);
  const values = Array.from({ length: numbers.length }, (_, i) => numbers.get(i));
  return { values, scale: valueScale(values, { ...view, onText: true }) };
}

/** Long texts without the stretches where little happens, each of them one chip. */
function foldChips(
  chips: readonly Chip[],
  scale: ValueScale,
  { theme, text }: Drawing,
): readonly Chip[] {
  const sizes = chips.map(({ level }) => Math.abs(level));
  return stretches(sizes, MOST_TOKENS[theme.medium]).flatMap(({ from, to, folded }) => {
    if (!folded) return chips.slice(from, to);
    const inside = chips.slice(from, to);
    const largest = inside.reduce((a, b) => (Math.abs(b.level) > Math.abs(a.level) ? b : a));
    const count = to - from;
    const label = text("view.foldedToken", { count, value: scale.format(largest.value) });
    const paint = theme.paint(scale.ramp, 0);
    const said = { body: `⋯ ${count} ⋯`, lead: 1, level: 0, paint, label, endsLine: false };
    return [{ ...largest, ...said, index: from, special: true, folds: count }];
  });
}

function flowItem(chip: Chip, scale: ValueScale, { theme, width }: Drawing): FlowItem {
  const { width: cw } = theme.cell;
  const graphic = theme.medium === "graphic";
  const most = Math.max(1, Math.floor(width / cw) - 1);
  const cells = Math.min(most, textWidth(chip.body));
  const room = theme.plain ? Math.max(cells, numberText(chip, scale).length) : cells;
  const spaces = theme.plain ? Math.max(chip.lead, 1) : chip.lead;
  return {
    // What is not part of the text has no say in its direction.
    text: chip.special ? "" : chip.body,
    width: room * cw + 2 * paddingOf(theme),
    gap: graphic ? spaces * cw * 0.7 + 1 : spaces,
    endsLine: chip.endsLine,
  };
}

/** Room between a chip's edge and its text. */
function paddingOf({ medium }: Theme): number {
  return medium === "graphic" ? 3 : 0;
}

/** From one line of tokens to the next. */
function pitch({ medium, plain }: Theme): number {
  return medium === "graphic" ? 30 : plain ? 3 : 1;
}

function chipMarks(
  chip: Chip,
  item: FlowItem,
  { x, line, rightToLeft }: FlowPlace,
  scale: ValueScale,
  theme: Theme,
): Mark[] {
  const { cell } = theme;
  const y = line * pitch(theme);
  const graphic = theme.medium === "graphic";
  const ground: Mark = {
    kind: "rect",
    x,
    y,
    width: item.width,
    height: cell.height,
    fill: chip.paint.fill,
    level: chip.level,
    radius: 3,
    ...(graphic && chip.special ? { stroke: theme.muted } : {}),
    datum: { key: String(chip.index), label: chip.label },
  };
  const body = fitText(chip.body, Math.round((item.width - 2 * paddingOf(theme)) / cell.width));
  const words: Mark = {
    kind: "text",
    x: graphic ? x + item.width / 2 : x,
    y: y + cell.height / 2,
    text: theme.plain ? body.padEnd(numberText(chip, scale).length) : body,
    fill: theme.plain ? theme.ink : chip.paint.ink,
    font: "mono",
    ...(graphic ? { anchor: "middle" as const } : {}),
    ...(graphic && rightToLeft ? { direction: "rtl" as const } : {}),
  };
  return [ground, words, ...signMarks(chip, x, y, item.width, scale, theme)];
}

/** Colour is never alone: a bar under what lowers, and where there are no colours the number. */
function signMarks(
  chip: Chip,
  x: number,
  y: number,
  width: number,
  scale: ValueScale,
  theme: Theme,
): Mark[] {
  if (theme.plain) {
    const text = numberText(chip, scale);
    return [{ kind: "text", x, y: y + 1.5, text, fill: theme.muted, font: "mono" }];
  }
  if (theme.medium === "terminal" || chip.level >= -FAINT) return [];
  const [middle, under] = [x + width / 2, y + theme.cell.height + 2.5];
  const [x1, x2] = [middle - 4, middle + 4];
  return [{ kind: "line", x1, x2, y1: under, y2: under, stroke: theme.negative, width: 2 }];
}

function numberText({ value, folds }: Chip, { kind, format, domain }: ValueScale): string {
  if (folds > 0) return "";
  if (kind === "probability") return format(value);
  return shortNumber(value, Math.max(Math.abs(domain[0]), Math.abs(domain[1])));
}
