import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatNumber } from "../number.ts";
import { domainOf, makePlot, type Plot } from "../plot.ts";
import { labelsAt, numbersAt } from "../resolve.ts";
import { symbolMark } from "../symbol.ts";
import type { ScatterView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";
import type { Theme } from "../theme.ts";

/** Points with their names, as far as names do not cover each other. */
export const scatter: Kind<ScatterView> = {
  draw: (view, drawing) => {
    const { text, theme } = drawing;
    const all = read(view, drawing);
    const points = all.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    const missing = all.length - points.length;
    const said = missing === 0 ? [] : [text("view.missingPoints", { count: missing })];
    if (points.length === 0) return noteMarks([text("view.empty"), ...said], drawing).marks;
    const plot = makePlot(
      {
        x: domainOf(axisValues(points, "x"), 0.08),
        y: domainOf(axisValues(points, "y"), 0.08),
        xTitle: text(view.axes.x.id, view.axes.x.params),
        yTitle: text(view.axes.y.id, view.axes.y.params),
        widest: theme.medium === "graphic" ? 640 : 78,
        ...(theme.medium === "terminal" ? { above: 0 } : {}),
      },
      drawing,
    );
    const groups = [...new Set(all.map(({ group }) => group))];
    const key = groupKey(groups, drawing);
    return [
      ...plot.marks,
      ...points.map((point) => dot(point, groups.indexOf(point.group), plot, drawing)),
      ...pointNames(points, plot, drawing),
      ...moved(key.marks, 0, plot.height),
      ...moved(noteMarks(said, drawing).marks, 0, plot.height + key.height),
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
  readonly index: number;
  readonly label: string;
  readonly group: string;
  readonly x: number;
  readonly y: number;
}

function read(view: ScatterView, { result }: Pick<Drawing, "result">): readonly Point[] {
  const places = numbersAt(result, view.data);
  const groups = view.encoding.groups && labelsAt(result, view.encoding.groups);
  return labelsAt(result, view.encoding.labels).map((label, i) => ({
    index: i,
    label,
    group: groups?.[i] ?? "",
    x: places.at(i, 0),
    y: places.dims[1] > 1 ? places.at(i, 1) : 0,
  }));
}

function axisValues(points: readonly Point[], axis: "x" | "y"): readonly number[] {
  return points.map((point) => point[axis]);
}

/** Colours that can be told apart, each with a shape of its own; further groups share one. */
const MOST_GROUPS = 8;

function groupColour(group: number, theme: Theme): string {
  return group < MOST_GROUPS ? theme.category(group) : theme.muted;
}

function dot(point: Point, group: number, plot: Plot, { theme, text }: Drawing): Mark {
  const words = { label: point.label, x: formatNumber(point.x), y: formatNumber(point.y) };
  const [x, y] = [plot.x(point.x), plot.y(point.y)];
  const datum = { key: String(point.index), label: text("view.point", words) };
  return { ...symbolMark(group, x, y, groupColour(group, theme), theme), datum };
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

function groupKey(
  groups: readonly string[],
  { theme, width, text }: Drawing,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const { width: cw, height: ch } = theme.cell;
  if (groups.length < 2) return { marks: [], height: 0 };
  const rest = groups.length - MOST_GROUPS;
  const names = groups.slice(0, MOST_GROUPS);
  if (rest > 0) names.push(text("view.otherGroups", { count: rest }));
  let [x, y] = [0, ch / 2];
  const marks = names.flatMap((name, i): Mark[] => {
    const label = fitText(name, Math.floor(width / cw) - 3);
    const length = (textWidth(label) + 4) * cw;
    if (x > 0 && x + length > width) [x, y] = [0, y + ch];
    const at = x;
    x += length;
    return [
      symbolMark(i, at + cw / 2, y, groupColour(i, theme), theme),
      { kind: "text", x: at + 2 * cw, y, text: label, fill: theme.ink },
    ];
  });
  return { marks, height: y + ch / 2 };
}
