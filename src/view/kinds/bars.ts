import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { labelsAt, numbersAt } from "../resolve.ts";
import { valueScale, type ValueScale } from "../scale.ts";
import type { BarsView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";
import type { Theme } from "../theme.ts";

/** A label, a bar and a number per line; bars of signed values start in the middle. */
export const bars: Kind<BarsView> = {
  draw: (view, drawing) => {
    const { labels, values, scale } = read(view, drawing);
    const columns = columnsOf(labels, values, scale, drawing);
    const pitch = drawing.theme.medium === "graphic" ? 24 : 1;
    return labels.flatMap((label, i) =>
      moved(bar(label, values[i], scale, columns, drawing.theme, i), 0, i * pitch),
    );
  },
  table: (view, drawing) => {
    const { labels, values, scale } = read(view, drawing);
    return {
      columns: [
        textColumn(drawing.text("view.name")),
        numberColumn(drawing.text("view.value"), scale.format),
      ],
      rows: labels.map((label, i) => [label, values[i]]),
    };
  },
};

interface Columns {
  readonly label: number;
  readonly zero: number;
  /** Length of the bar of the largest value. */
  readonly full: number;
  readonly number: number;
  /** The value whose bar has full length. */
  readonly most: number;
}

function read(view: BarsView, { result }: Pick<Drawing, "result">) {
  const labels = labelsAt(result, view.encoding.labels);
  const numbers = numbersAt(result, view.data);
  const values = labels.map((_, i) => numbers.at(i));
  return { labels, values, scale: valueScale(values, { ...view, onText: false }) };
}

function columnsOf(
  labels: readonly string[],
  values: readonly number[],
  scale: ValueScale,
  { theme, width }: Drawing,
): Columns {
  const { width: cw } = theme.cell;
  const longest = Math.max(1, ...labels.map(textWidth));
  const label = Math.min(longest, Math.floor(width / cw / 3));
  const number = Math.max(1, ...values.map((value) => scale.format(value).length)) * cw;
  const room = Math.max(4 * cw, width - (label + 2) * cw - number);
  const signed = scale.kind === "diverging" && values.some((value) => value < 0);
  return {
    label,
    zero: (label + 1) * cw + (signed ? room / 2 : 0),
    full: signed ? room / 2 : room,
    number: (label + 1) * cw + room + cw + number,
    most: Math.max(...values.map(Math.abs).filter(Number.isFinite), 0) || 1,
  };
}

function bar(
  label: string,
  value: number,
  scale: ValueScale,
  columns: Columns,
  theme: Theme,
  index: number,
): Mark[] {
  const { width: cw, height: ch } = theme.cell;
  const graphic = theme.medium === "graphic";
  const length = Math.min(1, Math.abs(value) / columns.most || 0) * columns.full;
  const y = ch / 2;
  const words = (x: number, text: string, anchor: "start" | "end"): Mark => ({
    kind: "text",
    x,
    y,
    text,
    anchor,
    fill: anchor === "start" ? theme.ink : theme.muted,
    font: "mono",
  });
  return [
    words(0, fitText(label, columns.label), "start"),
    {
      kind: "rect",
      x: value < 0 ? columns.zero - length : columns.zero,
      y: graphic ? 3 : 0,
      width: length,
      height: graphic ? ch - 6 : 1,
      fill: value < 0 ? theme.negative : theme.positive,
      ...(graphic ? { radius: 2 } : {}),
      datum: { key: String(index), label: `${label}: ${scale.format(value)}` },
    },
    words(Math.max(columns.number, cw), scale.format(value), "end"),
  ];
}
