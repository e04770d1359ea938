import type { ResultFields } from "../methods/result.ts";
import { escapeMarkup, tokenLabel } from "../view/escape.ts";
import { stripHtml } from "../view/html.ts";
import { formatPercent } from "../view/number.ts";
import { plainViews } from "../view/scene.ts";
import type { TokenStripView } from "../view/spec.ts";
import type { Text } from "../view/text.ts";
import type { BodyOptions } from "./body.ts";
import type { Inspection, PageContent } from "./content.ts";
import { pageTitle, panelText, reportText, say } from "./page-text.ts";
import { resultHead } from "./result-head.ts";

/** The page's head: what it is about, the text colored by its tokens' scores, and the facts. */
export function masthead(
  content: PageContent,
  results: readonly ResultFields[],
  options: BodyOptions,
): string {
  const text = reportText(options.language);
  const { inspection } = content;
  return [
    `<header class="masthead">`,
    `<div class="bar"><span class="brand">Vitrine</span><div class="controls"></div></div>`,
    `<h1>${escapeMarkup(pageTitle(content, options.language))}</h1>`,
    ...(inspection === null
      ? [resultHead(results[0], text)]
      : [subject(content, inspection, results, options), facts(inspection, text)]),
    `</header>`,
  ].join("\n");
}

/** The text: colored where the scores of its tokens are known. */
function subject(
  { panels }: PageContent,
  inspection: Inspection,
  results: readonly ResultFields[],
  { language }: BodyOptions,
): string {
  const text = reportText(language);
  const index = panels.findIndex(({ id }) => id === "integrated-gradients");
  const view = index < 0 ? undefined : plainViews(panels[index].view).find(isStrip);
  if (view === undefined) {
    return `<p class="subject" dir="auto">“${escapeMarkup(inspection.text)}”</p>`;
  }
  const own = panelText(panels[index], language);
  const label = say(text, "report.input");
  const { strip, legend } = stripHtml(view, results[index], own);
  const long = inspection.tokens > LONG;
  return [
    `<figure class="subject${long ? " long" : ""}" data-panel="${index}" data-view="0" aria-label="${label}">`,
    `<div class="picture strip" dir="auto"${long ? ` tabindex="0" role="group" aria-label="${label}"` : ""}>${strip}${nextTokens(inspection, text)}</div>`,
    `<figcaption>${legend}</figcaption>`,
    `</figure>`,
  ].join("");
}

/** A text of more tokens is set smaller, and scrolls. */
const LONG = 60;

function isStrip(view: { readonly kind: string }): view is TokenStripView {
  return view.kind === "token-strip";
}

/** The likeliest next token, behind the text that it would go on with. */
function nextTokens({ prediction }: Inspection, text: Text): string {
  return prediction
    .slice(0, 1)
    .map(({ token, share }) => {
      const percent = say(text, "report.nextToken", { percent: formatPercent(share) });
      return ` <span class="next"><b>${escapeMarkup(tokenLabel(token))}</b> <small>${percent}</small></span>`;
    })
    .join("");
}

function facts({ model, tokens, seed }: Inspection, text: Text): string {
  const fact = (id: string, value: string): string =>
    `<div><dt>${say(text, id)}</dt><dd>${escapeMarkup(value)}</dd></div>`;
  const { architecture, layers, heads } = model;
  return [
    `<dl class="facts">`,
    fact("report.model", model.name),
    fact("report.architecture", text("report.layers", { architecture, layers, heads })),
    fact("report.tokens", String(tokens)),
    fact("report.seed", String(seed)),
    fact("report.fingerprint", model.fingerprint.slice(0, 12)),
    `</dl>`,
  ].join("");
}
