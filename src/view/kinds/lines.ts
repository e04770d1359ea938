import { moved } from "../bounds.ts";
import { numberColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { formatNumber } from "../number.ts";
import { domainOf, makePlot, type Plot } from "../plot.ts";
import { labelsAt, type NumberArray, numbersAt } from "../resolve.ts";
import type { LinesView } from "../spec.ts";
import { textWidth } from "../text-width.ts";

/** One line per series; a gap where there is no number. */
export const lines: Kind<LinesView> = {
  draw: (view, drawing) => {
    const { labels, x, y } = read(view, drawing);
    const { text } = drawing;
    const key = seriesKey(labels, drawing);
    const all = Array.from({ length: labels.length * x.length }, (_, i) =>
      y.at(Math.floor(i / x.length), i % x.length),
    );
    const plot = makePlot(
      {
        x: domainOf(
          Array.from({ length: x.length }, (_, i) => x.at(i)),
          0,
        ),
        y: domainOf(all),
        xTitle: text(view.axes.x.id, view.axes.x.params),
        yTitle: text(view.axes.y.id, view.axes.y.params),
        widest: drawing.theme.medium === "graphic" ? 720 : 76,
      },
      drawing,
    );
    const drawn = labels.flatMap((label, series) =>
      seriesMarks(label, series, x, y, plot, drawing),
    );
    return [...plot.marks, ...drawn, ...moved(key, 0, plot.height)];
  },
  table: (view, drawing) => {
    const { labels, x, y } = read(view, drawing);
    const xTitle = drawing.text(view.axes.x.id, view.axes.x.params);
    return {
      columns: [numberColumn(xTitle), ...labels.map((label) => numberColumn(label))],
      rows: Array.from({ length: x.length }, (_, i) => [
        x.at(i),
        ...labels.map((_, series) => y.at(series, i)),
      ]),
    };
  },
};

function read(view: LinesView, { result }: Pick<Drawing, "result">) {
  return {
    labels: labelsAt(result, view.encoding.labels),
    x: numbersAt(result, view.encoding.x),
    y: numbersAt(result, view.data),
  };
}

function seriesMarks(
  label: string,
  series: number,
  x: NumberArray,
  y: NumberArray,
  plot: Plot,
  { theme, text }: Drawing,
): Mark[] {
  const stroke = theme.category(series);
  const marks: Mark[] = [];
  let run: [number, number][] = [];
  const finish = (): void => {
    if (run.length > 1)
      marks.push({ kind: "path", points: run, stroke, width: 2, dash: series > 3 });
    run = [];
  };
  for (let i = 0; i < x.length; i++) {
    const value = y.at(series, i);
    if (Number.isNaN(value)) finish();
    else run.push([plot.x(x.at(i)), plot.y(value)]);
  }
  finish();
  if (theme.medium === "terminal") return marks;
  for (let i = 0; i < x.length; i++) {
    const value = y.at(series, i);
    if (Number.isNaN(value)) continue;
    const words = { label, x: formatNumber(x.at(i)), y: formatNumber(value) };
    marks.push({
      kind: "circle",
      x: plot.x(x.at(i)),
      y: plot.y(value),
      radius: 2.5,
      fill: stroke,
      datum: { key: `${series}:${i}`, label: text("view.point", words) },
    });
  }
  return marks;
}

function seriesKey(labels: readonly string[], { theme, width }: Drawing): Mark[] {
  const { width: cw, height: ch } = theme.cell;
  let [x, y] = [0, ch / 2];
  return labels.flatMap((label, series): Mark[] => {
    const length = (textWidth(label) + 4) * cw;
    if (x > 0 && x + length > width) [x, y] = [0, y + ch];
    const at = x;
    x += length;
    const stroke = theme.category(series);
    return [
      { kind: "line", x1: at, x2: at + 1.5 * cw, y1: y, y2: y, stroke, width: 2, dash: series > 3 },
      { kind: "text", x: at + 2 * cw, y, text: label, fill: theme.ink },
    ];
  });
}
