import type { Fact, ResultFields } from "../methods/result.ts";
import { escapeMarkup } from "../view/escape.ts";
import { html } from "../view/html.ts";
import { formatNumber } from "../view/number.ts";
import { plainViews } from "../view/scene.ts";
import type { ViewSpec } from "../view/spec.ts";
import type { Language, Text } from "../view/text.ts";
import type { BodyOptions } from "./body.ts";
import type { PageContent, Panel } from "./content.ts";
import { reportMessages } from "./messages.ts";
import { hasGuide, panelText, question, reportText, say } from "./page-text.ts";

/** One result: its pictures, how to read them, what speaks for them, and how to get them again. */
export function panelSection(
  { panels, inspection }: PageContent,
  results: readonly ResultFields[],
  index: number,
  { language, pictures }: BodyOptions,
): string {
  const [panel, result] = [panels[index], results[index]];
  const { id, view } = panel;
  const text = panelText(panel, language);
  const heading = panel.title[language];
  const shape = isCompact(view) ? "compact" : "broad";
  const guided = inspection !== null && hasGuide(id);
  return [
    `<section class="panel ${shape}" id="${id}" data-panel="${index}" aria-labelledby="${id}-title">`,
    panelHead(panel, language, inspection !== null),
    ...result.warnings.map((said) => `<p class="warning">${say(text, said.id, said.params)}</p>`),
    `<div class="content"><div class="views">`,
    html(view, result, {
      text,
      id: `${id}-view`,
      heading,
      ...(pictures === false && { pictures }),
    }),
    `</div>`,
    notes(panel, result, language, guided),
    `</div>`,
    command(result, reportText(language)),
    `</section>`,
  ].join("\n");
}

/** Kinds whose picture is never wider than a column of text needs; words go beside it. */
const COMPACT = new Set(["bars", "reliability", "scatter", "lines"]);

function isCompact(view: ViewSpec): boolean {
  const views = plainViews(view);
  return views.length === 1 && COMPACT.has(views[0].kind);
}

/** The question under its method's name; on a page of its own the method's name is the page's title. */
function panelHead(panel: Panel, language: Language, among: boolean): string {
  const { id, title } = panel;
  const own = escapeMarkup(title[language]);
  const name = among && hasGuide(id) ? `<p class="eyebrow">${own}</p>` : "";
  const heading = among
    ? `<h3 id="${id}-title">${question(panel, language)}</h3>`
    : `<h3 id="${id}-title" class="unseen">${own}</h3>`;
  return `<div class="head"><div>${name}${heading}</div><div class="choices"></div></div>`;
}

/** @param guided - Whether the words for newcomers fit: they speak of what `inspect` does. */
function notes(
  { id, paper }: Panel,
  result: ResultFields,
  language: Language,
  guided: boolean,
): string {
  const text = reportText(language);
  const note = (heading: string, content: string): string =>
    `<div><h4>${say(text, heading)}</h4>${content}</div>`;
  const facts = Object.entries(result.evidence)
    .map(([name, fact]) => `<dt>${factName(name, text)}</dt><dd>${factText(fact, text)}</dd>`)
    .join("");
  const cite =
    paper === null
      ? ""
      : `<p>${say(text, "report.paper")} <a href="${escapeMarkup(paper.url)}" rel="noreferrer">${escapeMarkup(paper.cite)}</a></p>`;
  return [
    `<div class="notes">`,
    guided ? note("report.read", `<p>${say(text, `guide.${id}.read`)}</p>`) : "",
    guided ? note("report.care", `<p>${say(text, `guide.${id}.care`)}</p>`) : "",
    note("report.evidence", `<dl>${facts}</dl>${cite}`),
    `</div>`,
  ].join("");
}

function command({ reproduce }: ResultFields, text: Text): string {
  return `<div class="command"><p>${say(text, "report.command")}</p><pre><code>${escapeMarkup(reproduce)}</code></pre></div>`;
}

/** The fact's name in the reader's language, else its own: `relativeGap` → `relative gap`. */
function factName(name: string, text: Text): string {
  const id = `evidence.${name}`;
  if (reportMessages.en[id] !== undefined) return say(text, id);
  return escapeMarkup(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function factText(fact: Fact, text: Text): string {
  if (typeof fact === "boolean") return say(text, fact ? "report.yes" : "report.no");
  if (typeof fact === "number") {
    return Number.isInteger(fact) ? String(fact) : formatNumber(fact);
  }
  if (fact === null) return "–";
  return typeof fact === "string"
    ? escapeMarkup(fact)
    : fact.map((part) => factText(part, text)).join(", ");
}
