import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import { version } from "../version.ts";
import { escapeMarkup } from "../view/escape.ts";
import { html } from "../view/html.ts";
import { viewMessages } from "../view/messages.ts";
import { formatNumber } from "../view/number.ts";
import { type Language, type Text, translator } from "../view/text.ts";
import type { Finding } from "./findings.ts";
import type { InspectReport } from "./inspect.ts";
import { reportMessages } from "./messages.ts";
import { page } from "./page.ts";

/** The first words of every report's generator line, by which it can be told from other files. */
export const reportGenerator = "vitrine inspect";

/**
 * The report as one HTML file: complete without scripts and without a network, readable from 360
 * pixels up, light and dark. Hovering and pinning values come on top where scripts run.
 */
export function inspectHtml(report: InspectReport, language: Language): Promise<string> {
  const text = translator(language, reportMessages, viewMessages);
  const title = text("report.title", { model: report.model.name });
  const results = report.results.map(({ result }) => result.toJSON());
  return page({
    language,
    title,
    body: [
      header(report, title, text),
      `<main>`,
      foundSection(report.findings, text),
      resultsSection(report, language, text),
      `</main>`,
      `<footer>${say(text, "report.footer", { version })}</footer>`,
    ].join("\n"),
    data: { results: { schema: 1, results }, words: pageWords(text) },
    generator: `${reportGenerator} ${version}`,
  });
}

/** One method's result as an HTML file of the same kind. */
export function resultHtml(method: Method, result: Result, language: Language): Promise<string> {
  const text = translator(language, reportMessages, viewMessages);
  return page({
    language,
    title: method.title[language],
    body: [
      `<header><h1>${escapeMarkup(method.title[language])}</h1></header>`,
      `<main><div class="results">${card(method, result, language, text)}</div></main>`,
      `<footer>${say(text, "report.footer", { version })}</footer>`,
    ].join("\n"),
    data: { results: { schema: 1, results: [result.toJSON()] }, words: pageWords(text) },
    generator: `vitrine run ${version}`,
  });
}

/** What the page's script says. */
function pageWords(text: Text): Readonly<Record<string, string>> {
  return { copied: text("report.copied") };
}

function header({ model, row, seed }: InspectReport, title: string, text: Text): string {
  const fact = (id: string, value: string): string =>
    `<li>${say(text, id)} <b>${escapeMarkup(value)}</b></li>`;
  const shape = text("report.layers", { layers: model.layers, heads: model.heads });
  return [
    `<header>`,
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p class="about">“${escapeMarkup(row.text ?? row.ids.join(" "))}”</p>`,
    `<ul class="facts">`,
    fact("report.model", `${model.name} · ${model.architecture} · ${shape}`),
    fact("report.tokens", String(row.ids.length)),
    fact("report.seed", String(seed)),
    fact("report.fingerprint", model.fingerprint.slice(0, 12)),
    `</ul>`,
    `<div class="bar">`,
    `<button type="button" data-do="theme" hidden>${say(text, "report.theme")}</button>`,
    `<button type="button" data-do="save" hidden>${say(text, "report.save")}</button>`,
    `</div>`,
    `</header>`,
  ].join("\n");
}

function foundSection(findings: readonly Finding[], text: Text): string {
  const items = findings.map(
    ({ said, check }) =>
      `<li class="card"><p class="said">${say(text, said.id, said.params)}</p>` +
      `<p class="check">${say(text, check.id, check.params)}</p></li>`,
  );
  return `<section><h2>${say(text, "report.found")}</h2><ol class="findings">${items.join("")}</ol></section>`;
}

function resultsSection(report: InspectReport, language: Language, text: Text): string {
  const done = report.results.map(({ method, result }) => card(method, result, language, text));
  const skipped = report.skipped.map(
    ({ method, error }) =>
      `<section class="card"><h3>${escapeMarkup(method.title[language])}</h3>` +
      `<p class="warning">${say(text, "report.skipped", { reason: error.message })}</p></section>`,
  );
  const stopped = report.stopped ? `<p class="warning">${say(text, "report.stopped")}</p>` : "";
  return [
    `<section><h2>${say(text, "report.results")}</h2>`,
    stopped,
    `<div class="results">`,
    ...done,
    ...skipped,
    `</div></section>`,
  ].join("\n");
}

function card(method: Method, result: Result, language: Language, text: Text): string {
  const own = translator(language, method.messages, viewMessages, reportMessages);
  const warnings = result.warnings.map(
    ({ id, params }) => `<p class="warning">${say(own, id, params)}</p>`,
  );
  return [
    `<section class="card" id="${method.id}">`,
    `<h3>${escapeMarkup(method.title[language])}</h3>`,
    ...warnings,
    `<div class="views">`,
    html(result.view(), result, {
      text: own,
      id: `${method.id}-view`,
      heading: method.title[language],
    }),
    `</div>`,
    evidence(method, result, text),
    `</section>`,
  ].join("\n");
}

/** What speaks for the result, where its method is from, and how to get it again. */
function evidence({ paper }: Method, result: Result, text: Text): string {
  const facts = Object.entries(result.evidence).map(
    ([name, fact]) =>
      `<dt>${escapeMarkup(words(name))}</dt><dd>${escapeMarkup(factText(fact))}</dd>`,
  );
  const cite =
    paper === null
      ? ""
      : `<p class="about">${say(text, "report.paper", { cite: paper.cite })} ` +
        `<a href="${escapeMarkup(paper.url)}" rel="noreferrer">${escapeMarkup(paper.url)}</a></p>`;
  return [
    `<details class="more"><summary>${say(text, "report.evidence")}</summary>`,
    `<dl class="evidence">${facts.join("")}</dl>`,
    cite,
    `<p class="about">${say(text, "report.command")}</p>`,
    `<div><pre><code>${escapeMarkup(result.reproduce)}</code></pre>`,
    `<button type="button" data-do="copy" hidden>${say(text, "report.copy")}</button></div>`,
    `</details>`,
  ].join("\n");
}

function factText(fact: unknown): string {
  if (typeof fact === "number") return Number.isInteger(fact) ? String(fact) : formatNumber(fact);
  return Array.isArray(fact) ? fact.map(factText).join(", ") : String(fact ?? "–");
}

/** `relativeGap` → `relative gap`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function say(text: Text, id: string, params?: Readonly<Record<string, string | number>>): string {
  return escapeMarkup(text(id, params));
}
