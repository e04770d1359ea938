import { type DataTable, tableTexts } from "./data-table.ts";
import { escapeMarkup } from "./escape.ts";
import { type Chip, FAINT, readStrip } from "./kinds/token-strip.ts";
import { legend } from "./legend.ts";
import { dataTable, plainViews, scene } from "./scene.ts";
import type { Message, PlainView, TokenStripView, Viewable, ViewSpec } from "./spec.ts";
import { svg } from "./svg.ts";
import type { Text } from "./text.ts";
import { cssTheme } from "./theme.ts";

export interface HtmlOptions {
  /** Bound to the messages of the result's method, of views, and to a language. */
  readonly text: Text;
  /** Begins the ids of the elements, unique in the page. */
  readonly id: string;
  /** The heading above: a view of the same title does not repeat it. */
  readonly heading?: string;
}

/** Widths that pictures are laid out for, in pixels: a phone, and the column of a page. */
const NARROW = 264;
const WIDE = 560;

/**
 * A view as figures that need no script: title, summary, picture, and the numbers as a table.
 * The page brings `htmlStyle`, and `themeVariables` for the colours.
 */
export function html(view: ViewSpec, result: Viewable, options: HtmlOptions): string {
  return plainViews(view)
    .map((plain, i) => figure(plain, result, options, `${options.id}-${i}`))
    .join("");
}

function figure(
  view: PlainView,
  result: Viewable,
  { text, heading }: HtmlOptions,
  id: string,
): string {
  const title = say(text, view.title);
  const repeats = heading !== undefined && title === escapeMarkup(heading);
  return [
    `<figure class="view view-${view.kind}" id="${id}" aria-label="${title}">`,
    `<figcaption>${repeats ? "" : `<h4>${title}</h4>`}<p>${say(text, view.summary)}</p></figcaption>`,
    view.kind === "table" ? "" : picture(view, result, text),
    numbers(view, result, text),
    `</figure>`,
  ].join("");
}

function picture(view: PlainView, result: Viewable, text: Text): string {
  const label = text(view.summary.id, view.summary.params);
  const name = say(text, view.title);
  if (view.kind === "token-strip") return strip(view, result, text);
  const [narrow, wide] = [NARROW, WIDE].map((width) =>
    svg(scene(view, result, { width, theme: cssTheme, text, caption: false }), { label }),
  );
  if (narrow === wide) return scrolling(wide, name, "");
  return scrolling(wide, name, "wide") + scrolling(narrow, name, "narrow");
}

/** Tokens as text: it wraps, can be selected and is read out. */
function strip(view: TokenStripView, result: Viewable, text: Text): string {
  const { chips, scale } = readStrip(view, { result, theme: cssTheme });
  const key = svg(legend(scale, { theme: cssTheme, text, width: NARROW }).marks, {
    label: say(text, view.title),
  });
  const words = chips.map(chipElement).join("");
  return `<p class="strip" dir="auto">${words}</p><div class="legend">${key}</div>`;
}

function chipElement({ index, lead, body, level, paint, label, endsLine }: Chip): string {
  const sign = level < -FAINT ? ` class="lowers"` : "";
  const style = `style="background:${paint.fill};color:${paint.ink}"`;
  const chip = `<span${sign} ${style} data-key="${index}" title="${escapeMarkup(label)}">${escapeMarkup(body)}</span>`;
  return `${lead > 0 ? " " : "<wbr>"}${chip}${endsLine ? "<br>" : ""}`;
}

function numbers(view: PlainView, result: Viewable, text: Text): string {
  const table = scrolling(tableElement(dataTable(view, result, text)), say(text, view.title), "");
  if (view.kind === "table") return table;
  const words = escapeMarkup(text("view.numbers"));
  return `<details class="numbers"><summary>${words}</summary>${table}</details>`;
}

/** A box that scrolls sideways where its content is wider than the page, reachable by keyboard. */
function scrolling(content: string, name: string, width: "wide" | "narrow" | ""): string {
  return `<div class="scroll ${width}" role="group" tabindex="0" aria-label="${name}">${content}</div>`;
}

function tableElement(table: DataTable): string {
  const { columns } = table;
  const cell = (tag: string, text: string, column: number): string =>
    `<${tag}${columns[column].numeric ? ` class="n"` : ""}>${escapeMarkup(text)}</${tag.split(" ")[0]}>`;
  const head = columns.map(({ title }, i) => cell(`th scope="col"`, title, i)).join("");
  const body = tableTexts(table)
    .map((row) => `<tr>${row.map((text, i) => cell("td", text, i)).join("")}</tr>`)
    .join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function say(text: Text, { id, params }: Message): string {
  return escapeMarkup(text(id, params));
}
