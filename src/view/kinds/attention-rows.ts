import { moved } from "../bounds.ts";
import type { Drawing } from "../drawing.ts";
import type { HeadView } from "../head-view.ts";
import { legend } from "../legend.ts";
import type { Mark, RasterMark } from "../mark.ts";
import { rasterMark } from "../raster.ts";
import { fitText, textWidth } from "../text-width.ts";

/** Where things are, in cells of the terminal. */
interface Rows {
  /** First query shown; those before it would fill the screen. */
  readonly first: number;
  readonly indexCells: number;
  readonly labelCells: number;
  /** Where the small map of the keys begins, and the words after it. */
  readonly map: number;
  readonly words: number;
  /** Keys in one column of the map. */
  readonly block: number;
}

const MOST_ROWS = 48;
const MAP_COLUMNS = 32;
const LABEL_CELLS = 12;
const GAP = 2;

/** A row for each query: the token, a strip of shades over the keys, and the strongest keys in words. */
export function attentionRows(head: HeadView, drawing: Drawing): readonly Mark[] {
  const rows = layOut(head, drawing);
  const shown = head.queries.length - rows.first;
  const key = legend(head.scale, drawing);
  const { theme, text } = drawing;
  const note: Mark[] =
    rows.first === 0
      ? []
      : [
          muted(
            0,
            shown + 2 + key.height,
            text("view.queries", { shown, total: head.queries.length }),
            drawing,
          ),
        ];
  return [
    ...titles(rows, drawing),
    ...head.queries.slice(rows.first).flatMap((token, i): Mark[] => {
      const query = rows.first + i;
      const y = i + 1.5;
      return [
        muted(rows.indexCells, i + 1, String(query), drawing, "end"),
        {
          kind: "text",
          x: rows.indexCells + 1,
          y,
          text: fitText(token, rows.labelCells),
          fill: theme.ink,
        },
        ...strongestKeys(head, query, rows.words, i + 1, drawing),
      ];
    }),
    strip(head, rows, drawing),
    ...moved(key.marks, 0, shown + 2),
    ...note,
  ];
}

function layOut({ queries, keys }: HeadView, { width }: Drawing): Rows {
  const first = Math.max(0, queries.length - MOST_ROWS);
  const indexCells = String(queries.length - 1).length;
  const widest = Math.max(5, ...queries.slice(first).map(textWidth));
  const labelCells = Math.min(widest, LABEL_CELLS);
  const map = indexCells + 1 + labelCells + GAP;
  const most = Math.max(1, Math.min(MAP_COLUMNS, Math.floor((width - map) / 2)));
  const block = Math.ceil(keys.length / most);
  const columns = Math.ceil(keys.length / block);
  return { first, indexCells, labelCells, map, words: map + columns + GAP, block };
}

function titles(rows: Rows, drawing: Drawing): Mark[] {
  const { text, width } = drawing;
  const columns = rows.words - rows.map - GAP;
  const keys = rows.block === 1 ? text("view.key") : `${text("view.key")} ×${rows.block}`;
  return [
    muted(rows.indexCells + 1, 0, fitText(text("view.query"), rows.labelCells), drawing),
    muted(
      rows.map,
      0,
      fitText(columns > textWidth(keys) + 1 ? `${keys} →` : keys, columns),
      drawing,
    ),
    muted(rows.words, 0, fitText(text("view.strongest"), width - rows.words), drawing),
  ];
}

/** Every query's shares of the keys, one shade per block of keys; empty where it gives nothing. */
function strip(head: HeadView, { first, map, words, block }: Rows, { theme }: Drawing): RasterMark {
  const columns = words - map - GAP;
  const rows = head.queries.length - first;
  const values = Float64Array.from({ length: rows * columns }, (_, i) => {
    const query = first + Math.floor(i / columns);
    const from = (i % columns) * block;
    let sum = 0;
    for (let key = from; key < Math.min(from + block, head.keys.length); key++) {
      sum += head.weight(query, key);
    }
    return sum > 0 ? sum : NaN;
  });
  const box = { x: map, y: 1, width: columns, height: rows };
  return rasterMark({ rows, columns, values }, head.scale, theme, box);
}

/** As many keys as fit, each with its share. */
function strongestKeys(
  head: HeadView,
  query: number,
  left: number,
  y: number,
  drawing: Drawing,
): Mark[] {
  const { theme, width } = drawing;
  const marks: Mark[] = [];
  let x = left;
  for (const { key, weight } of head.strongest(query, 8)) {
    const value = head.scale.format(weight);
    const token = fitText(head.keys[key], LABEL_CELLS);
    const cells = textWidth(token) + 1 + value.length;
    if (x + cells > width || (x > left && weight < 0.01)) break;
    marks.push({ kind: "text", x, y: y + 0.5, text: token, fill: theme.ink });
    marks.push(muted(x + textWidth(token) + 1, y, value, drawing));
    x += cells + GAP;
  }
  return marks;
}

function muted(
  x: number,
  y: number,
  words: string,
  { theme }: Drawing,
  anchor: "start" | "end" = "start",
): Mark {
  return { kind: "text", x, y: y + 0.5, text: words, fill: theme.muted, anchor };
}
