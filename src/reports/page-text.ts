import { escapeMarkup } from "../view/escape.ts";
import { viewMessages } from "../view/messages.ts";
import type { Message } from "../view/spec.ts";
import { type Language, type Text, translator } from "../view/text.ts";
import type { PageContent, Panel } from "./content.ts";
import { reportMessages } from "./messages.ts";

/** What a page says in the words of reports and views. */
export function reportText(language: Language): Text {
  return translator(language, reportMessages, viewMessages);
}

/** What a panel says: its method's words too. */
export function panelText({ messages }: Panel, language: Language): Text {
  return translator(language, messages, viewMessages, reportMessages);
}

/** The title of a page. */
export function pageTitle({ inspection, panels }: PageContent, language: Language): string {
  return inspection === null
    ? panels[0].title[language]
    : reportText(language)("report.title", { model: inspection.model.name });
}

/** Whether there are words for newcomers beside a method's picture. */
export function hasGuide(id: string): boolean {
  return reportMessages.en[`guide.${id}.ask`] !== undefined;
}

/** What a panel answers in plain words; its method's name where no words are known. */
export function question({ id, title }: Panel, language: Language): string {
  return hasGuide(id)
    ? say(reportText(language), `guide.${id}.ask`)
    : escapeMarkup(title[language]);
}

/** A message as markup. */
export function say(text: Text, id: string, params?: Message["params"]): string {
  return escapeMarkup(text(id, params));
}
