import { markBounds, moved } from "./bounds.ts";
import { checkView } from "./check-view.ts";
import type { DataTable } from "./data-table.ts";
import type { Drawing, Kind } from "./drawing.ts";
import { attention } from "./kinds/attention.ts";
import { bars } from "./kinds/bars.ts";
import { difference } from "./kinds/difference.ts";
import { generatedInput } from "./kinds/generated-input.ts";
import { headGrid } from "./kinds/head-grid.ts";
import { lensTable } from "./kinds/lens-table.ts";
import { lines } from "./kinds/lines.ts";
import { layerHead, layerPosition, matrix } from "./kinds/maps.ts";
import { reliability } from "./kinds/reliability.ts";
import { scatter } from "./kinds/scatter.ts";
import { table } from "./kinds/table.ts";
import { tokenStrip } from "./kinds/token-strip.ts";
import type { Mark } from "./mark.ts";
import { sliceText } from "./slice-text.ts";
import type { PlainView, Viewable, ViewSpec } from "./spec.ts";
import type { Text } from "./text.ts";
import { wrapText } from "./text-width.ts";
import type { Theme } from "./theme.ts";

export interface SceneOptions {
  /** Room there is: pixels, or cells in a terminal. */
  readonly width: number;
  /** Of charts; other views are as high as their rows. */
  readonly height?: number;
  readonly theme: Theme;
  /** Bound to the messages of the result's method, of views, and to a language. */
  readonly text: Text;
  /** Whether title and summary are drawn too. @defaultValue true */
  readonly caption?: boolean;
}

/**
 * What a view looks like, as a list of things to draw; every renderer draws this list.
 *
 * @throws VitrineError `BAD_INPUT` if the view points at something that the result does not have,
 *   `BAD_SHAPE` if what it points at does not fit together.
 */
export function scene(view: ViewSpec, result: Viewable, options: SceneOptions): readonly Mark[] {
  const gap = options.theme.medium === "graphic" ? 24 : 1;
  const marks: Mark[] = [];
  let y = 0;
  for (const plain of plainViews(view)) {
    const drawn = captioned(plain, { ...options, result }, options.caption ?? true);
    marks.push(...moved(drawn, 0, y));
    y += markBounds(drawn, options.theme.cell).height + gap;
  }
  return marks;
}

/** The views in a stack, or the view itself. */
export function plainViews(view: ViewSpec): readonly PlainView[] {
  return view.kind === "stack" ? view.children.flatMap(plainViews) : [view];
}

/**
 * The numbers behind a view.
 *
 * @throws VitrineError as {@link scene} does.
 */
export function dataTable(view: PlainView, result: Viewable, text: Text): DataTable {
  checkView(view, result);
  return kindOf(view).table(view, { result, text });
}

function captioned(view: PlainView, drawing: Drawing, caption: boolean): readonly Mark[] {
  checkView(view, drawing.result);
  const marks = kindOf(view).draw(view, drawing);
  if (!caption) return marks;
  const head = captionMarks(view, drawing);
  const gap = drawing.theme.medium === "graphic" ? 12 : 1;
  return [...head, ...moved(marks, 0, markBounds(head, drawing.theme.cell).height + gap)];
}

function captionMarks(view: PlainView, { result, theme, width, text }: Drawing): Mark[] {
  const { title, summary } = view;
  const { width: cw, height: ch } = theme.cell;
  const cells = Math.max(10, Math.floor(width / cw));
  const heading = wrapText(text(title.id, title.params), cells);
  const sentence = wrapText(text(summary.id, summary.params), cells);
  const slices = wrapText(sliceText(view, result, text), cells);
  return [...heading, ...sentence, ...slices].map((words, line) => ({
    kind: "text",
    x: 0,
    y: (line + 0.5) * ch,
    text: words,
    fill: line < heading.length ? theme.ink : theme.muted,
    ...(line < heading.length ? { weight: "bold" as const } : {}),
  }));
}

const KINDS: { readonly [K in PlainView["kind"]]: Kind<Extract<PlainView, { kind: K }>> } = {
  "token-strip": tokenStrip,
  bars,
  matrix,
  difference,
  "layer-position": layerPosition,
  "layer-head": layerHead,
  "generated-input": generatedInput,
  attention,
  "head-grid": headGrid,
  "lens-table": lensTable,
  lines,
  reliability,
  scatter,
  table,
};

/** The table is typed kind by kind; that a view finds its own kind in it, TypeScript cannot follow. */
function kindOf<V extends PlainView>(view: V): Kind<V> {
  return KINDS[view.kind] as unknown as Kind<V>;
}
