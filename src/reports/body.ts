import type { ResultFields } from "../methods/result.ts";
import { escapeMarkup } from "../view/escape.ts";
import type { Language, Text } from "../view/text.ts";
import type { Inspection, PageContent } from "./content.ts";
import { foundSection } from "./found.ts";
import { masthead } from "./masthead.ts";
import { question, reportText, say } from "./page-text.ts";
import { panelSection } from "./panel.ts";

export interface BodyOptions {
  readonly language: Language;
  /** Whether pictures are drawn, or their boxes left to a page that draws them. @defaultValue true */
  readonly pictures?: boolean;
}

/**
 * A page's body: the same in Node, in a page, and again in the page's other language.
 *
 * @param results - One per panel.
 */
export function pageBody(
  content: PageContent,
  results: readonly ResultFields[],
  options: BodyOptions,
): string {
  const { language } = options;
  const text = reportText(language);
  const { inspection, panels, version } = content;
  const several = inspection !== null;
  const sections = panels.map((_, i) => panelSection(content, results, i, options));
  return [
    several ? `<a class="skip" href="#found">${say(text, "report.skip")}</a>` : "",
    masthead(content, results, options),
    `<div class="page${several ? " several" : ""}">`,
    several ? contents(content, language, text) : "",
    `<main>`,
    several ? foundSection(inspection.findings, text) : "",
    `<h2 id="analyses"${several ? "" : ` class="unseen"`}>${say(text, "report.results")}</h2>`,
    several && inspection.stopped ? `<p class="warning">${say(text, "report.stopped")}</p>` : "",
    `<div class="panels">`,
    ...sections,
    several ? skippedSections(inspection, language, text) : "",
    `</div>`,
    `</main>`,
    `</div>`,
    `<footer>${say(text, "report.footer", { version })}</footer>`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function contents({ panels }: PageContent, language: Language, text: Text): string {
  const items = panels.map(
    (panel) => `<li><a href="#${panel.id}">${question(panel, language)}</a></li>`,
  );
  const found = `<li><a href="#found">${say(text, "report.found")}</a></li>`;
  return `<nav class="contents" aria-labelledby="contents-title"><h2 id="contents-title">${say(text, "report.contents")}</h2><ol>${found}${items.join("")}</ol></nav>`;
}

function skippedSections({ skipped }: Inspection, language: Language, text: Text): string {
  return skipped
    .map(
      ({ title, reason }) =>
        `<section class="panel skipped"><h3>${escapeMarkup(title[language])}</h3>` +
        `<p class="warning">${say(text, "report.skipped", { reason: reason[language] })}</p></section>`,
    )
    .join("");
}
