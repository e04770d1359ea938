import { escapeMarkup } from "../view/escape.ts";
import { formatNumber } from "../view/number.ts";
import type { Language } from "../view/text.ts";
import { sha256 } from "../bytes/sha256.ts";
import { reportStyle } from "./style.ts";
import { viewerScript } from "./viewer.generated.ts";

export interface PageParts {
  readonly language: Language;
  readonly title: string;
  /** Markup, already escaped. */
  readonly body: string;
  /** JSON by element id, for the page's viewer and for readers of the file. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly generator: string;
}

/**
 * One HTML file that asks for nothing: its policy forbids every request, and the only script that
 * may run is the page's viewer, by its digest.
 */
export async function page({ language, title, body, data, generator }: PageParts): Promise<string> {
  const policy = [
    `default-src 'none'`,
    `style-src 'unsafe-inline'`,
    `script-src 'sha256-${await base64Digest(viewerScript)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join("; ");
  const blocks = Object.entries(data).map(
    ([id, value]) => `<script type="application/json" id="${id}">${inertJson(value)}</script>`,
  );
  return [
    `<!doctype html>`,
    `<html lang="${language === "zh" ? "zh-CN" : "en"}">`,
    `<head>`,
    `<meta charset="utf-8">`,
    `<meta name="generator" content="${escapeMarkup(generator)}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${reportStyle}</style>`,
    `</head>`,
    `<body>`,
    `<div id="page">`,
    body,
    `</div>`,
    ...blocks,
    `<script>${viewerScript}</script>`,
    `</body>`,
    `</html>`,
    ``,
  ].join("\n");
}

/** JSON that cannot end the element it is in. JSON has no NaN: it reads as a reader would see it. */
function inertJson(value: unknown): string {
  const write = (_: string, field: unknown): unknown =>
    typeof field === "number" && !Number.isFinite(field) ? formatNumber(field) : field;
  return JSON.stringify(value, write)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

async function base64Digest(text: string): Promise<string> {
  return btoa(String.fromCharCode(...(await sha256(text))));
}
