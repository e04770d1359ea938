import { moved } from "../bounds.ts";
import { numberColumn, textColumn } from "../data-table.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { type HeadView, linkLabel, readHead, shownLinks } from "../head-view.ts";
import { legend } from "../legend.ts";
import type { Mark } from "../mark.ts";
import { noteMarks } from "../note.ts";
import { formatPercent } from "../number.ts";
import type { AttentionView } from "../spec.ts";
import { fitText, textWidth } from "../text-width.ts";
import { attentionRows } from "./attention-rows.ts";

/**
 * One head: queries on the left, keys on the right, a line for each link that is worth one. In a
 * terminal a row for each query, with its strongest keys in words.
 */
export const attention: Kind<AttentionView> = {
  draw: (view, drawing) => {
    const head = readHead(view, drawing.result);
    if (head.queries.length === 0 || head.keys.length === 0) {
      return noteMarks([drawing.text("view.empty")], drawing).marks;
    }
    return drawing.theme.medium === "graphic"
      ? linePicture(head, drawing)
      : attentionRows(head, drawing);
  },
  table: (view, { result, text }) => {
    const head = readHead(view, result);
    const links = [...shownLinks(head).links].sort(
      (a, b) => a.query - b.query || b.weight - a.weight,
    );
    return {
      columns: [
        numberColumn(text("view.position")),
        textColumn(text("view.query")),
        numberColumn(text("view.position")),
        textColumn(text("view.key")),
        numberColumn(text("view.share"), formatPercent),
      ],
      rows: links.map(({ query, key, weight }) => [
        query,
        head.queries[query],
        key,
        head.keys[key],
        weight,
      ]),
    };
  },
};

/** Where things are, in pixels. */
interface Layout {
  /** Ends of the lines. */
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly pitch: number;
  readonly size: { readonly size?: 11 | 12 };
  readonly labelCells: number;
  /** Every how many tokens one is named. */
  readonly stride: number;
  /** Whether shares are written beside tokens. */
  readonly numbers: boolean;
}

/** Room for a share in percent, and for the bar of what a key receives. */
const SHARE = 40;
const BAR = 36;
const WIDEST = 640;

function linePicture(head: HeadView, drawing: Drawing): readonly Mark[] {
  const layout = layOut(head, drawing);
  const { links, least, hidden } = shownLinks(head);
  const rows = Math.max(head.queries.length, head.keys.length);
  const bottom = layout.top + rows * layout.pitch + 8;
  const key = legend(head.scale, drawing);
  const { text, theme } = drawing;
  const said = noteMarks(
    [
      ...(layout.numbers ? [text("view.beside")] : []),
      ...(hidden < 0.0005
        ? []
        : [text("view.links", { least: formatPercent(least), hidden: formatPercent(hidden) })]),
    ],
    drawing,
  );
  return [
    ...columnTitles(layout, drawing),
    ...[...links].reverse().map(({ query, key: at, weight }): Mark => ({
      kind: "line",
      x1: layout.from,
      y1: middle(layout, query),
      x2: layout.to,
      y2: middle(layout, at),
      stroke: theme.paint(head.scale.ramp, head.scale.place(weight)).fill,
      width: Math.max(0.75, weight * Math.min(8, layout.pitch * 0.5)),
      datum: { key: `${query}:${at}`, label: linkLabel(head, query, at, text) },
    })),
    ...head.queries.flatMap((_, query) => queryMarks(head, query, layout, drawing)),
    ...head.keys.flatMap((_, at) => keyMarks(head, at, layout, drawing)),
    ...moved(key.marks, 0, bottom),
    ...moved(said.marks, 0, bottom + key.height),
  ];
}

function layOut({ queries, keys }: HeadView, { theme, width }: Drawing): Layout {
  const { width: cw, height: ch } = theme.cell;
  const rows = Math.max(queries.length, keys.length);
  const room = Math.min(width, WIDEST);
  const numbers = rows <= 128 && room >= 420;
  const beside = numbers ? SHARE : 0;
  const widest = Math.max(...[...queries, ...keys].map(textWidth));
  const labelCells = Math.min(widest, 16, Math.floor((room * 0.25) / cw));
  const label = Math.max(labelCells, 5) * cw + 8;
  const [pitch, size] = pitchOf(rows);
  return {
    from: beside + label,
    to: room - label - beside - (numbers ? BAR : 0),
    top: ch + 6,
    pitch,
    size,
    labelCells,
    stride: Math.ceil(rows / 512),
    numbers,
  };
}

function pitchOf(rows: number): readonly [number, Layout["size"]] {
  if (rows <= 40) return [22, {}];
  return rows <= 128 ? [16, { size: 12 }] : [12, { size: 11 }];
}

function middle({ top, pitch }: Layout, index: number): number {
  return top + (index + 0.5) * pitch;
}

function columnTitles({ from, to }: Layout, { theme, text }: Drawing): Mark[] {
  const title = (x: number, words: string, anchor: "start" | "end"): Mark => ({
    kind: "text",
    x,
    y: theme.cell.height / 2,
    text: words,
    anchor,
    fill: theme.muted,
    ...theme.label,
  });
  return [title(from - 8, text("view.query"), "end"), title(to + 8, text("view.key"), "start")];
}

/** The token, and its largest share. */
function queryMarks(head: HeadView, query: number, layout: Layout, drawing: Drawing): Mark[] {
  if (query % layout.stride !== 0) return [];
  const { theme, text } = drawing;
  const y = middle(layout, query);
  const strongest = head.strongest(query, 3);
  const list = strongest.map(({ key, weight }) =>
    text("view.part", {
      token: head.keys[key],
      at: key,
      value: head.scale.format(weight),
    }),
  );
  const label = text("view.looks", {
    token: head.queries[query],
    at: query,
    list: list.join(" · "),
  });
  const token: Mark = {
    kind: "text",
    x: layout.from - 8,
    y,
    text: fitText(head.queries[query], layout.labelCells),
    anchor: "end",
    fill: theme.ink,
    font: "mono",
    ...layout.size,
    datum: { key: `query ${query}`, label },
  };
  if (!layout.numbers || strongest.length === 0) return [token];
  return [token, share(0, y, head.scale.format(strongest[0].weight), drawing)];
}

/** The token, and the share of all attention that it receives. */
function keyMarks(head: HeadView, key: number, layout: Layout, drawing: Drawing): Mark[] {
  if (key % layout.stride !== 0) return [];
  const { theme, text } = drawing;
  const y = middle(layout, key);
  const received = head.received(key);
  const value = head.scale.format(received);
  const token: Mark = {
    kind: "text",
    x: layout.to + 8,
    y,
    text: fitText(head.keys[key], layout.labelCells),
    fill: theme.ink,
    font: "mono",
    ...layout.size,
    datum: {
      key: `key ${key}`,
      label: text("view.receives", { token: head.keys[key], at: key, value }),
    },
  };
  if (!layout.numbers) return [token];
  const left = layout.to + 16 + Math.max(layout.labelCells, 5) * theme.cell.width;
  const bar: Mark = {
    kind: "rect",
    x: left,
    y: y - 4,
    width: (received / head.mostReceived) * BAR,
    height: 8,
    fill: theme.paint(head.scale.ramp, 0.5).fill,
  };
  return [token, bar, share(left + BAR + 4, y, value, drawing)];
}

function share(x: number, y: number, words: string, { theme }: Drawing): Mark {
  return { kind: "text", x, y, text: words, fill: theme.muted, font: "mono", ...theme.tick };
}
