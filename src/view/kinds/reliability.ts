import { moved } from "../bounds.ts";
import { numberColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatPercent } from "../number.ts";
import { makePlot, type Plot } from "../plot.ts";
import { numbersAt } from "../resolve.ts";
import type { ReliabilityView } from "../spec.ts";

/** How often predictions came true, against how sure they were; the diagonal is honesty. */
export const reliability: Kind<ReliabilityView> = {
  draw: (view, drawing) => {
    const bins = read(view, drawing);
    const { theme, text } = drawing;
    const graphic = theme.medium === "graphic";
    if (bins.length === 0) return noteMarks([text("view.empty")], drawing).marks;
    const plot = makePlot(
      {
        x: [0, 1],
        y: [0, 1],
        xTitle: text("view.confidence"),
        yTitle: text("view.accuracy"),
        widest: graphic ? 460 : 64,
        format: formatPercent,
      },
      drawing,
    );
    const bars = graphic ? moved(counts(bins, plot, drawing), 0, plot.height + 8) : [];
    const note = noteMarks([text("view.reliabilityKey")], drawing);
    return [
      ...plot.marks,
      ...diagonal(plot, drawing),
      ...bins.flatMap((bin, i) => binMarks(bin, i, plot, drawing)),
      ...bars,
      ...moved(note.marks, 0, plot.height + (graphic ? COUNTS_HEIGHT : 0)),
    ];
  },
  table: (view, drawing) => {
    const { text } = drawing;
    return {
      columns: ["binFrom", "binTo", "count", "confidence", "accuracy", "low", "high"].map((name) =>
        numberColumn(text(`view.${name}`), name === "count" ? String : formatPercent),
      ),
      rows: read(view, drawing).map((bin) => [
        bin.from,
        bin.to,
        bin.count,
        bin.confidence,
        bin.accuracy,
        bin.lower,
        bin.upper,
      ]),
    };
  },
};

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly confidence: number;
  readonly accuracy: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

function read(view: ReliabilityView, { result }: Pick<Drawing, "result">): readonly Bin[] {
  const accuracy = numbersAt(result, view.data);
  const { encoding } = view;
  const [edges, confidence, lower, upper, count] = (
    ["edges", "confidence", "lower", "upper", "counts"] as const
  ).map((name) => numbersAt(result, encoding[name]));
  return Array.from({ length: accuracy.length }, (_, i) => ({
    from: edges.at(i),
    to: edges.at(i + 1),
    confidence: confidence.at(i),
    accuracy: accuracy.at(i),
    lower: lower.at(i),
    upper: upper.at(i),
    count: count.at(i),
  })).filter(
    ({ count, accuracy: right, confidence: sure }) =>
      count > 0 && Number.isFinite(right) && Number.isFinite(sure),
  );
}

function diagonal(plot: Plot, { theme, text }: Drawing): Mark[] {
  const graphic = theme.medium === "graphic";
  const line: Mark = {
    kind: "path",
    points: [
      [plot.x(0), plot.y(0)],
      [plot.x(1), plot.y(1)],
    ],
    stroke: theme.muted,
    dash: true,
  };
  if (!graphic) return [line];
  const words = text("view.perfect");
  const label: Mark = {
    kind: "text",
    x: plot.x(0.02),
    y: plot.y(0.95),
    text: `┄ ${words}`,
    fill: theme.muted,
    ...theme.label,
  };
  return [line, label];
}

function binMarks(bin: Bin, index: number, plot: Plot, { theme, text }: Drawing): Mark[] {
  const x = plot.x(bin.confidence);
  const label = [
    `${text("view.confidence")} ${formatPercent(bin.confidence)}`,
    `${text("view.accuracy")} ${formatPercent(bin.accuracy)}`,
    `${text("view.count")} ${bin.count}`,
  ].join(" · ");
  const interval: Mark = {
    kind: "line",
    x1: x,
    x2: x,
    y1: plot.y(bin.lower),
    y2: plot.y(bin.upper),
    stroke: theme.positive,
    width: 1.5,
  };
  return [
    ...(Number.isFinite(bin.lower) && Number.isFinite(bin.upper) ? [interval] : []),
    {
      kind: "circle",
      x,
      y: plot.y(bin.accuracy),
      radius: theme.medium === "graphic" ? 4.5 : 0.5,
      fill: theme.positive,
      datum: { key: String(index), label },
    },
  ];
}

/** Room of the bars of counts. */
const COUNTS_HEIGHT = 72;

/** Narrower bins have no room for their count. */
const COUNT_WIDTH = 22;

/** How many predictions each bin has, as bars on the same axis. */
function counts(bins: readonly Bin[], plot: Plot, { theme, text }: Drawing): Mark[] {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const room = 40;
  const bars = bins.flatMap((bin, i): Mark[] => {
    const height = (bin.count / most) * room;
    const x = plot.x(bin.from);
    const width = plot.x(bin.to) - x;
    const number: Mark = {
      kind: "text",
      x: x + width / 2,
      y: room + 8 - height,
      text: String(bin.count),
      anchor: "middle",
      fill: theme.muted,
      ...theme.tick,
    };
    return [
      {
        kind: "rect",
        x: x + 1,
        y: room + 16 - height,
        width: width - 2,
        height,
        fill: theme.rule,
        datum: { key: `count:${i}`, label: `${text("view.count")} ${bin.count}` },
      },
      ...(width < COUNT_WIDTH ? [] : [number]),
    ];
  });
  const title: Mark = {
    kind: "text",
    x: 0,
    y: room + 8,
    text: text("view.count"),
    fill: theme.muted,
    ...theme.label,
  };
  return [title, ...bars];
}
