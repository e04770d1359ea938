import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import { resultHtml } from "../reports/html.ts";
import { viewMessages } from "../view/messages.ts";
import { plainViews, scene } from "../view/scene.ts";
import { svg } from "../view/svg.ts";
import { type Language, translator } from "../view/text.ts";
import { lightTheme } from "../view/theme.ts";

export type ResultFormat = ".json" | ".html" | ".svg";

/** Width of a picture in a file of its own, in pixels. */
const WIDTH = 720;

/** A result as the text of a file. */
export function resultFile(
  method: Method,
  result: Result,
  format: ResultFormat,
  language: Language,
): string | Promise<string> {
  if (format === ".json") return `${JSON.stringify(result.toJSON())}\n`;
  return format === ".html"
    ? resultHtml(method, result, language)
    : resultSvg(method, result, language);
}

/** All views of a result, one under the other, on white. */
function resultSvg(method: Method, result: Result, language: Language): string {
  const text = translator(language, method.messages, viewMessages);
  const view = result.view();
  const marks = scene(view, result, { width: WIDTH, theme: lightTheme, text });
  const label = plainViews(view)
    .map(({ summary }) => text(summary.id, summary.params))
    .join(" ");
  return svg(marks, { label, standalone: true, ground: lightTheme.ground });
}
