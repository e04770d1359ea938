import type { Method } from "../methods/define.ts";
import type { Result } from "../methods/result.ts";
import { SUITE_FAILED } from "../methods/suites.ts";
import { reportMessages } from "../reports/messages.ts";
import { styled } from "../view/ansi.ts";
import { viewMessages } from "../view/messages.ts";
import { formatNumber } from "../view/number.ts";
import { scene } from "../view/scene.ts";
import type { ViewSpec } from "../view/spec.ts";
import { terminal } from "../view/terminal.ts";
import { type Text, translator } from "../view/text.ts";
import { terminalTheme } from "../view/theme.ts";
import { wrapText } from "../view/text-width.ts";
import { cliMessages } from "./messages.ts";
import { muted } from "./layout.ts";
import type { Shell } from "./shell.ts";

const WARNING = "#d97706";

/** A result for a terminal: its views, its warnings, its evidence and the command that repeats it. */
export function resultText(method: Method, result: Result, shell: Shell): string {
  const text = translator(
    shell.language,
    method.messages,
    viewMessages,
    cliMessages,
    reportMessages,
  );
  const evidence = Object.entries(result.evidence).map(([name, fact]) =>
    factWords(name, fact, text),
  );
  const failed = result.warnings.filter(({ id }) => id === SUITE_FAILED);
  const others = result.warnings.filter(({ id }) => id !== SUITE_FAILED);
  return [
    "",
    ...warningLines({ warnings: failed }, text, shell),
    ...(failed.length > 0 ? [""] : []),
    viewText(result.view(), result, text, shell),
    "",
    ...warningLines({ warnings: others }, text, shell),
    ...wrapText(evidence.join(" · "), shell.width).map((line) => muted(line, shell)),
    muted(result.reproduce, shell),
  ].join("\n");
}

/** A piece of evidence in words; by its name where there are none. */
function factWords(name: string, fact: unknown, text: Text): string {
  const id = `evidence.${name}`;
  const words = text(id);
  const between = typeof fact === "boolean" ? text("cli.colon") : " ";
  return `${words === id ? name : words}${between}${factValue(fact, text)}`;
}

function factValue(fact: unknown, text: Text): string {
  if (typeof fact === "number") return formatNumber(fact);
  if (typeof fact === "boolean") return text(fact ? "report.yes" : "report.no");
  if (Array.isArray(fact)) return fact.map((one) => factValue(one, text)).join(" – ");
  return fact === null ? "–" : String(fact);
}

/** A view drawn for this shell's terminal. */
export function viewText(
  view: ViewSpec,
  result: Result,
  text: Text,
  { width, depth, ground }: Shell,
  caption = true,
): string {
  const theme = terminalTheme(ground, depth === "none");
  return terminal(scene(view, result, { width, theme, text, caption }), { width, depth });
}

/** What a reader of the result has to know. */
export function warningLines(
  { warnings }: Pick<Result, "warnings">,
  text: Text,
  shell: Shell,
): string[] {
  return warnings.flatMap(({ id, params }) =>
    wrapText(`! ${text(id, params)}`, shell.width).map((line) =>
      styled(line, { fill: WARNING }, shell.depth),
    ),
  );
}
