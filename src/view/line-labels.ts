import type { Drawing } from "./drawing.ts";
import type { Curve } from "./line-runs.ts";
import type { Mark, TextMark } from "./mark.ts";
import type { Plot } from "./plot.ts";
import { fitText, textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** Colours that can be told apart; further series share one. */
const MOST_SERIES = 8;
/** Characters of a name at the end of its line. */
const LONGEST = 12;

/** The colour of a series; those past the eighth are muted. */
export function seriesColour(series: number, theme: Theme): string {
  return series < MOST_SERIES ? theme.category(series) : theme.muted;
}

/** Room right of a plot for the names of its lines; 0 where they stand below it. */
export function endLabelRoom(labels: readonly string[], { theme, width }: Drawing): number {
  const cells = Math.floor(width / theme.cell.width);
  if (labels.length < 2 || labels.length > MOST_SERIES || cells < 56) return 0;
  const longest = labels.map(textWidth).reduce((a, b) => Math.max(a, b), 0);
  return (Math.min(LONGEST, longest) + 1) * theme.cell.width;
}

/** Each line's name where it ends, moved down where it would cover another. */
export function endLabels(
  labels: readonly string[],
  curves: readonly Curve[],
  plot: Plot,
  drawing: Drawing,
): readonly Mark[] {
  const { theme } = drawing;
  if (endLabelRoom(labels, drawing) === 0) return [];
  const line = theme.medium === "graphic" ? 14 : 1;
  const ends = curves.flatMap(({ points }, series) => {
    const last = points.findLast(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    return last === undefined ? [] : [{ series, y: last.y }];
  });
  let free = -Infinity;
  return ends
    .sort((a, b) => a.y - b.y || a.series - b.series)
    .map(({ series, y }): TextMark => {
      const at = Math.max(y, free);
      free = at + line;
      return {
        kind: "text",
        x: plot.right + theme.cell.width,
        y: at,
        text: fitText(labels[series], LONGEST),
        fill: theme.medium === "graphic" ? theme.ink : seriesColour(series, theme),
        ...theme.label,
      };
    });
}

/** What each line looks like, below the plot; nothing where the lines carry their whole names. */
export function seriesKey(
  labels: readonly string[],
  drawing: Drawing,
): { readonly marks: readonly Mark[]; readonly height: number } {
  const { theme, width, text } = drawing;
  const { width: cw, height: ch } = theme.cell;
  const isSaid = endLabelRoom(labels, drawing) > 0 && labels.every((l) => textWidth(l) <= LONGEST);
  if (isSaid || labels.length === 0) return { marks: [], height: 0 };
  const rest = labels.length - MOST_SERIES;
  const names = labels.slice(0, MOST_SERIES);
  if (rest > 0) names.push(text("view.otherSeries", { count: rest }));
  let [x, y] = [0, ch / 2];
  const marks = names.flatMap((name, series): Mark[] => {
    const label = fitText(name, Math.floor(width / cw) - 3);
    const length = (textWidth(label) + 4) * cw;
    if (x > 0 && x + length > width) [x, y] = [0, y + ch];
    const at = x;
    x += length;
    const stroke = seriesColour(series, theme);
    const dash = series % 8 > 3;
    return [
      { kind: "line", x1: at, x2: at + 1.5 * cw, y1: y, y2: y, stroke, width: 2, dash },
      { kind: "text", x: at + 2 * cw, y, text: label, fill: theme.ink },
    ];
  });
  return { marks, height: y + ch / 2 };
}
