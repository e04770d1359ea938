import type { Method } from "../methods/define.ts";
import type { Result, ResultFields } from "../methods/result.ts";
import { version } from "../version.ts";
import type { Language } from "../view/text.ts";
import { pageBody } from "./body.ts";
import { inReadingOrder, inspectContent, type PageContent, resultContent } from "./content.ts";
import type { InspectReport } from "./inspect.ts";
import { page } from "./page.ts";
import { pageTitle } from "./page-text.ts";

/** The first words of every report's generator line, by which it can be told from other files. */
export const reportGenerator = "vitrine inspect";

/**
 * The report as one HTML file: complete without scripts and without a network, readable from 360
 * pixels up, light and dark. Where scripts run, its viewer adds the other language, values under the
 * pointer and the keyboard, layers and heads to choose, and figures to save.
 *
 * @param language - What the file is written in; the viewer can switch.
 */
export function inspectHtml(report: InspectReport, language: Language): Promise<string> {
  const results = inReadingOrder(report.results).map(({ result }) => result);
  return contentPage(inspectContent(report), results, language, `${reportGenerator} ${version}`);
}

/** One method's result as an HTML file of the same kind. */
export function resultHtml(method: Method, result: Result, language: Language): Promise<string> {
  const generator = `vitrine run ${version}`;
  return contentPage(resultContent(method, result), [result], language, generator);
}

function contentPage(
  content: PageContent,
  results: readonly Result[],
  language: Language,
  generator: string,
): Promise<string> {
  const json: readonly ResultFields[] = results.map((result) => result.toJSON());
  return page({
    language,
    title: pageTitle(content, language),
    body: pageBody(content, results, { language }),
    data: { results: { schema: 1, results: json }, content },
    generator,
  });
}
