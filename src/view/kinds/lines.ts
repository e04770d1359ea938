import { moved } from "../bounds.ts";
import { numberColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { endLabels, endLabelRoom, seriesColour, seriesKey } from "../line-labels.ts";
import { type Curve, extremes, runsOf } from "../line-runs.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatNumber } from "../number.ts";
import { domainOf, makePlot, type Plot } from "../plot.ts";
import { labelsAt, type NumberArray, numbersAt } from "../resolve.ts";
import type { LinesView } from "../spec.ts";

/** One line per series, with its band if there is one; a gap where there is no number. */
export const lines: Kind<LinesView> = {
  draw: (view, drawing) => {
    const { text } = drawing;
    const data = read(view, drawing);
    const { labels, x, all } = data;
    if (all.length === 0) return noteMarks([text("view.empty")], drawing).marks;
    const plot = makePlot(
      {
        x: domainOf(x, 0),
        y: domainOf(all),
        xTitle: text(view.axes.x.id, view.axes.x.params),
        yTitle: text(view.axes.y.id, view.axes.y.params),
        widest: drawing.theme.medium === "graphic" ? 760 : 90,
        after: endLabelRoom(labels, drawing),
      },
      drawing,
    );
    const curves = labels.map((_, series) => curveOf(data, series, plot));
    const key = seriesKey(labels, drawing);
    return [
      ...plot.marks,
      ...curves.flatMap((curve, series) => bandMarks(curve, series, drawing)),
      ...curves.flatMap((curve, series) => lineMarks(curve, series, drawing)),
      ...curves.flatMap((curve, series) => pointMarks(curve, series, data, drawing)),
      ...endLabels(labels, curves, plot, drawing),
      ...moved(key.marks, 0, plot.height),
      ...moved(notes(data, drawing), 0, plot.height + key.height),
    ];
  },
  table: (view, reading) => {
    const { text } = reading;
    const { labels, x, y, lower, upper } = read(view, reading);
    const named = (id: string) => labels.map((name) => numberColumn(text(id, { name })));
    const at = (values: NumberArray | null, i: number): number[] =>
      values === null ? [] : labels.map((_, series) => values.at(series, i));
    return {
      columns: [
        numberColumn(text(view.axes.x.id, view.axes.x.params)),
        ...labels.map((label) => numberColumn(label)),
        ...(lower === null ? [] : named("view.lowerOf")),
        ...(upper === null ? [] : named("view.upperOf")),
      ],
      rows: x.map((value, i) => [value, ...at(y, i), ...at(lower, i), ...at(upper, i)]),
    };
  },
};

/** Up to so many points of a line are dots; of more, only its turns can be reached. */
const MOST_DOTS = 150;

interface Data {
  readonly labels: readonly string[];
  readonly x: readonly number[];
  readonly y: NumberArray;
  readonly lower: NumberArray | null;
  readonly upper: NumberArray | null;
  /** All finite heights. */
  readonly all: readonly number[];
}

function read(view: LinesView, { result }: Pick<Drawing, "result">): Data {
  const { encoding } = view;
  const labels = labelsAt(result, encoding.labels);
  const places = numbersAt(result, encoding.x);
  const y = numbersAt(result, view.data);
  const lower = encoding.lower === undefined ? null : numbersAt(result, encoding.lower);
  const upper = encoding.upper === undefined ? null : numbersAt(result, encoding.upper);
  const all: number[] = [];
  for (const values of [y, lower, upper]) {
    for (let i = 0; i < (values?.length ?? 0); i++) {
      const value = values?.get(i) ?? Number.NaN;
      if (Number.isFinite(value)) all.push(value);
    }
  }
  const x = Array.from({ length: places.length }, (_, i) => places.get(i));
  return { labels, x, y, lower, upper, all };
}

function curveOf({ x, y, lower, upper }: Data, series: number, plot: Plot): Curve {
  return {
    points: x.map((value, i) => {
      const height = y.at(series, i);
      return { i, x: plot.x(value), y: plot.y(height), value: height };
    }),
    band: x.map((value, i) => ({
      i,
      x: plot.x(value),
      y: plot.y(upper === null ? Number.NaN : upper.at(series, i)),
      below: plot.y(lower === null ? Number.NaN : lower.at(series, i)),
    })),
  };
}

function bandMarks({ band }: Curve, series: number, { theme }: Drawing): Mark[] {
  const seen = band.map((point) => (Number.isFinite(point.below) ? point : { ...point, y: NaN }));
  return runsOf(seen).map((run) => ({
    kind: "path",
    points: [
      ...run.map(({ x, y }) => [x, y] as const),
      ...[...run].reverse().map(({ x, below }) => [x, below] as const),
    ],
    fill: seriesColour(series, theme),
    opacity: 0.18,
  }));
}

function lineMarks({ points }: Curve, series: number, { theme }: Drawing): Mark[] {
  return runsOf(points).flatMap((run): Mark[] => {
    if (run.length < 2) return [];
    const drawn = extremes(run, 1000).map(({ x, y }) => [x, y] as const);
    const stroke = seriesColour(series, theme);
    return [{ kind: "path", points: drawn, stroke, width: 2, dash: series % 8 > 3 }];
  });
}

function pointMarks(
  { points }: Curve,
  series: number,
  { labels, x, y }: Data,
  { theme, text }: Drawing,
): Mark[] {
  const graphic = theme.medium === "graphic";
  const runs = runsOf(points);
  const reached = graphic ? runs.flatMap((run) => extremes(run, MOST_DOTS)) : runs.flatMap(alone);
  const fill = seriesColour(series, theme);
  const seen = points.length <= MOST_DOTS || !graphic ? { fill } : {};
  return reached.map((point) => {
    const values = { x: formatNumber(x[point.i]), y: formatNumber(y.at(series, point.i)) };
    return {
      kind: "circle",
      x: point.x,
      y: point.y,
      radius: graphic ? 2.5 : 0.5,
      ...seen,
      datum: {
        key: `${series}:${point.i}`,
        label: text("view.point", { label: labels[series], ...values }),
      },
    };
  });
}

/** A point without neighbours, which no line shows. */
function alone<T>(run: readonly T[]): readonly T[] {
  return run.length === 1 ? run : [];
}

function notes({ y, lower }: Data, drawing: Drawing): readonly Mark[] {
  const { text } = drawing;
  let infinite = 0;
  for (let i = 0; i < y.length; i++) if (Math.abs(y.get(i)) === Infinity) infinite++;
  return noteMarks(
    [
      ...(lower === null ? [] : [text("view.shaded")]),
      ...(infinite === 0 ? [] : [text("view.missingPoints", { count: infinite })]),
    ],
    drawing,
  ).marks;
}
