import { checkView } from "./check-view.ts";
import { type DataTable, tableTexts } from "./data-table.ts";
import { escapeMarkup } from "./escape.ts";
import { type Chip, FAINT, readStrip } from "./kinds/token-strip.ts";
import { legend } from "./legend.ts";
import { dataTable, plainViews, scene } from "./scene.ts";
import { sliceText } from "./slice-text.ts";
import type { Message, PlainView, TokenStripView, Viewable, ViewSpec } from "./spec.ts";
import { packedSvg } from "./packed-svg.ts";
import type { Text } from "./text.ts";
import { cssTheme } from "./theme.ts";

export interface HtmlOptions {
  /** Bound to the messages of the result's method, of views, and to a language. */
  readonly text: Text;
  /** Begins the ids of the elements, unique in the page. */
  readonly id: string;
  /** The heading above: a view of the same title does not repeat it. */
  readonly heading?: string;
  /** Whether pictures are drawn, or their boxes left to a page that draws them. @defaultValue true */
  readonly pictures?: boolean;
}

/** Widths that pictures are laid out for, in pixels: the column of a page, and one of several. */
const COLUMN = 600;
const PART = 290;

/** A table of more cells is left to pages that make it when it is opened. */
const LISTED_CELLS = 1000;

/**
 * A view as figures that need no script: title, summary, picture, and the numbers as a table.
 * Each carries `data-view`, its place among `plainViews(view)`. The page brings `svgStyle`, and
 * `themeVariables` for the colours.
 */
export function html(view: ViewSpec, result: Viewable, options: HtmlOptions): string {
  return plainViews(view)
    .map((plain, i) => figure(plain, result, options, i))
    .join("");
}

/** The picture of a view as markup, laid out for a width; a strip of tokens is text. */
function pictureHtml(
  view: PlainView,
  result: Viewable,
  text: Text,
  width: number = COLUMN,
): string {
  if (view.kind === "token-strip") {
    const { strip, legend } = stripHtml(view, result, text);
    return `<p class="strip" dir="auto">${strip}</p><div class="legend">${legend}</div>`;
  }
  const marks = scene(view, result, { width, theme: cssTheme, text, caption: false });
  return packedSvg(marks, { label: text(view.summary.id, view.summary.params) });
}

/** Tokens as text, which wraps, can be selected and is read out; and the legend of their colours. */
export function stripHtml(
  view: TokenStripView,
  result: Viewable,
  text: Text,
): { readonly strip: string; readonly legend: string } {
  checkView(view, result);
  const { chips, scale } = readStrip(view, { result, theme: cssTheme });
  const { marks } = legend(scale, { theme: cssTheme, text, width: PART });
  return {
    strip: chips.map(chipElement).join(""),
    legend: packedSvg(marks, { label: text(view.title.id, view.title.params) }),
  };
}

function figure(view: PlainView, result: Viewable, options: HtmlOptions, index: number): string {
  const { text, heading, id } = options;
  const title = say(text, view.title);
  const repeats = heading !== undefined && title === escapeMarkup(heading);
  const open = [
    `<figure class="view view-${view.kind}" id="${id}-${index}"`,
    ` data-view="${index}" aria-label="${title}">`,
  ].join("");
  return [
    open,
    `<figcaption>${repeats ? "" : `<h4>${title}</h4>`}<p>${say(text, view.summary)}</p>`,
    chosen(view, result, text),
    `</figcaption>`,
    view.kind === "table" ? "" : picture(view, result, options),
    numbers(view, result, text),
    `</figure>`,
  ].join("");
}

/** Which index of each sliced axis is drawn. */
function chosen(view: PlainView, result: Viewable, text: Text): string {
  const words = sliceText(view, result, text);
  return words === "" ? "" : `<p class="chosen">${escapeMarkup(words)}</p>`;
}

function picture(view: PlainView, result: Viewable, { text, pictures }: HtmlOptions): string {
  const width = view.kind === "layer-head" ? PART : COLUMN;
  const drawn = pictures === false ? "" : pictureHtml(view, result, text, width);
  return scrolling(drawn, say(text, view.title), "picture");
}

function chipElement(chip: Chip): string {
  const { index, lead, body, level, paint, label, endsLine, special } = chip;
  const classes = [level < -FAINT ? "lowers" : "", special ? "special" : ""].join(" ").trim();
  const sort = classes === "" ? "" : ` class="${classes}"`;
  // `dir=auto` passes over elements with a direction: `<s>` is no letter of the text.
  const direction = special ? ` dir="ltr"` : "";
  const style = `style="background:${paint.fill};color:${paint.ink}"`;
  const data = `data-key="${index}" title="${escapeMarkup(label)}"`;
  const span = `<span${sort}${direction} ${style} ${data}>${escapeMarkup(body)}</span>`;
  return `${lead > 0 ? " " : "<wbr>"}${span}${endsLine ? "<br>" : ""}`;
}

function numbers(view: PlainView, result: Viewable, text: Text): string {
  const table = dataTable(view, result, text);
  const cells = table.rows.length * table.columns.length;
  const name = say(text, view.title);
  if (view.kind === "table") return scrolling(tableElement(table), name, "listed");
  const words = escapeMarkup(text("view.numbers"));
  const listed =
    cells <= LISTED_CELLS
      ? scrolling(tableElement(table), name, "listed")
      : `<p class="unlisted">${escapeMarkup(text("view.unlisted", { count: cells }))}</p>`;
  return `<details class="numbers"><summary>${words}</summary>${listed}</details>`;
}

/** A box that scrolls sideways where its content is wider than the page, reachable by keyboard. */
function scrolling(content: string, name: string, role: "picture" | "listed"): string {
  return `<div class="scroll ${role}" role="group" tabindex="0" aria-label="${name}">${content}</div>`;
}

/** HTML lets rows and cells end where the next begins. */
function tableElement(table: DataTable): string {
  const { columns } = table;
  const cell = (tag: string, text: string, column: number): string =>
    `<${tag}${columns[column].numeric ? "" : ` class="t"`}>${escapeMarkup(text)}`;
  const head = columns.map(({ title }, i) => cell(`th scope="col"`, title, i)).join("");
  const body = tableTexts(table)
    .map((row) => `<tr>${row.map((text, i) => cell("td", text, i)).join("")}`)
    .join("");
  return `<table><thead><tr>${head}<tbody>${body}</table>`;
}

function say(text: Text, { id, params }: Message): string {
  return escapeMarkup(text(id, params));
}
