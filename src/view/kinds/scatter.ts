import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { formatNumber } from "../number.ts";
import { domainOf, makePlot, type Plot } from "../plot.ts";
import { labelsAt, numbersAt } from "../resolve.ts";
import type { ScatterView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";

/** Points with their names, as far as names do not cover each other. */
export const scatter: Kind<ScatterView> = {
  draw: (view, drawing) => {
    const points = read(view, drawing);
    const { text, theme } = drawing;
    const plot = makePlot(
      {
        x: domainOf(
          points.map(({ x }) => x),
          0.08,
        ),
        y: domainOf(
          points.map(({ y }) => y),
          0.08,
        ),
        xTitle: text(view.axes.x.id, view.axes.x.params),
        yTitle: text(view.axes.y.id, view.axes.y.params),
        widest: theme.medium === "graphic" ? 640 : 78,
        ...(theme.medium === "terminal" ? { above: 0 } : {}),
      },
      drawing,
    );
    const groups = [...new Set(points.map(({ group }) => group))];
    return [
      ...plot.marks,
      ...points.map((point, i) => dot(point, i, groups.indexOf(point.group), plot, drawing)),
      ...pointNames(points, plot, drawing),
      ...moved(groupKey(groups, drawing), 0, plot.height),
    ];
  },
  table: (view, drawing) => {
    const { text } = drawing;
    const axes = [view.axes.x, view.axes.y].map((axis) => text(axis.id, axis.params));
    return {
      columns: [
        textColumn(text("view.name")),
        ...axes.map((axis) => numberColumn(axis)),
        textColumn(text("view.group")),
      ],
      rows: read(view, drawing).map(({ label, x, y, group }) => [label, x, y, group]),
    };
  },
};

interface Point {
  readonly label: string;
  readonly group: string;
  readonly x: number;
  readonly y: number;
}

function read(view: ScatterView, { result }: Pick<Drawing, "result">): readonly Point[] {
  const places = numbersAt(result, view.data);
  const groups = view.encoding.groups && labelsAt(result, view.encoding.groups);
  return labelsAt(result, view.encoding.labels).map((label, i) => ({
    label,
    group: groups?.[i] ?? "",
    x: places.at(i, 0),
    y: places.dims[1] > 1 ? places.at(i, 1) : 0,
  }));
}

function dot(
  point: Point,
  index: number,
  group: number,
  plot: Plot,
  { theme, text }: Drawing,
): Mark {
  const words = { label: point.label, x: formatNumber(point.x), y: formatNumber(point.y) };
  return {
    kind: "circle",
    x: plot.x(point.x),
    y: plot.y(point.y),
    radius: theme.medium === "graphic" ? 4 : 0.5,
    fill: theme.category(group),
    datum: { key: String(index), label: text("view.point", words) },
  };
}

/** Names right of their points, left out where they would cover a name drawn before. */
function pointNames(points: readonly Point[], plot: Plot, { theme }: Drawing): Mark[] {
  const { width: cw, height } = theme.cell;
  const graphic = theme.medium === "graphic";
  const line = graphic ? 13 : height;
  const taken: { x: number; y: number; right: number }[] = [];
  return points.flatMap((point): Mark[] => {
    const text = fitText(point.label, 14);
    const x = plot.x(point.x) + (graphic ? 7 : 2);
    const y = plot.y(point.y);
    const right = x + textWidth(text) * cw;
    const covers = taken.some(
      (other) => Math.abs(other.y - y) < line && x < other.right && right > other.x,
    );
    if (covers || right > plot.right + 2 * cw) return [];
    taken.push({ x, y, right });
    return [{ kind: "text", x, y, text, fill: theme.muted, font: "mono", ...theme.label }];
  });
}

function groupKey(groups: readonly string[], { theme, width }: Drawing): Mark[] {
  const { width: cw, height: ch } = theme.cell;
  if (groups.length < 2) return [];
  let [x, y] = [0, ch / 2];
  return groups.flatMap((group, i): Mark[] => {
    const length = (textWidth(group) + 4) * cw;
    if (x > 0 && x + length > width) [x, y] = [0, y + ch];
    const at = x;
    x += length;
    return [
      { kind: "circle", x: at + cw / 2, y, radius: cw / 2, fill: theme.category(i) },
      { kind: "text", x: at + 2 * cw, y, text: group, fill: theme.ink },
    ];
  });
}
