import type { LogitLensData } from "../methods/features/logit-lens.ts";
import type { Result } from "../methods/result.ts";
import type { Finding } from "../reports/findings.ts";
import type { InspectReport, InspectStep } from "../reports/inspect.ts";
import { reportMessages } from "../reports/messages.ts";
import { styled } from "../view/ansi.ts";
import { errorText } from "../view/error-text.ts";
import { tokenLabel } from "../view/escape.ts";
import { viewMessages } from "../view/messages.ts";
import { formatPercent } from "../view/number.ts";
import { plainViews } from "../view/scene.ts";
import { type Text, translator } from "../view/text.ts";
import { fitText, textWidth, wrapText } from "../view/text-width.ts";
import { terminalTheme } from "../view/theme.ts";
import { heading, muted } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import { viewText, warningLines } from "./result-text.ts";
import type { Shell } from "./shell.ts";

/** What `vitrine inspect` prints: the findings, then each analysis in a few lines. */
export function inspectSummary(report: InspectReport, shell: Shell): string {
  const text = translator(shell.language, cliMessages, reportMessages, viewMessages);
  const blocks = [
    report.stopped ? wrapText(`! ${text("cli.partial")}`, shell.width) : [],
    report.findings.flatMap((finding, i) => findingLines(finding, i, text, shell)),
    section("integrated-gradients", "summary.attribution", report, shell, drawn),
    section("next-token", "summary.prediction", report, shell, drawn),
    section("logit-lens", "summary.lens", report, shell, lensLines),
    section("head-scores", "summary.heads", report, shell, headLines),
    section("head-roles", "title", report, shell, roleLines),
    section("attention-pattern", "title", report, shell, sentences),
    section("patch", "summary.patch", report, shell, patchLines),
    section("next-token-calibration", "summary.calibration", report, shell, sentence),
    report.skipped.flatMap(({ method, error }) =>
      wrapText(
        `${method.title[shell.language]}${text("cli.colon")}${text("report.skipped", { reason: errorText(error, shell.language) })}`,
        shell.width,
      ),
    ),
  ];
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `\n${shown.join("\n\n")}\n`;
}

interface Part {
  readonly report: InspectReport;
  readonly result: Result;
  /** Says the method's own messages too. */
  readonly text: Text;
  readonly shell: Shell;
}

/** A heading and what `lines` makes of the step's result; nothing where the step was not done. */
function section(
  step: InspectStep,
  title: string,
  report: InspectReport,
  shell: Shell,
  lines: (part: Part) => readonly string[],
): readonly string[] {
  const done = report.results.find(({ method }) => method.id === step);
  if (done === undefined) return [];
  const { method, result } = done;
  const text = translator(shell.language, method.messages, cliMessages, viewMessages);
  return [
    ...wrapText(text(title), shell.width).map((line) => heading(line, shell)),
    ...lines({ report, result, text, shell }),
    ...warningLines(result, text, shell),
  ];
}

function findingLines({ said, check }: Finding, index: number, text: Text, shell: Shell): string[] {
  const indent = "   ";
  const room = shell.width - indent.length;
  const words = wrapText(text(said.id, said.params), room);
  const checked = wrapText(text(check.id, check.params), room);
  return [
    ...words.map((line, i) => heading(`${i === 0 ? `${index + 1}  ` : indent}${line}`, shell)),
    ...checked.map((line) => indent + muted(line, shell)),
  ];
}

/** The result's own picture. */
function drawn({ result, text, shell }: Part): string[] {
  return [viewText(result.view(), result, text, shell, false)];
}

/** The summary of the result's view. */
function sentence({ result, text, shell }: Part): string[] {
  const view = result.view();
  if (view.kind === "stack") return [];
  return [...wrapText(text(view.summary.id, view.summary.params), shell.width)];
}

/** The summaries of the result's views. */
function sentences({ result, text, shell }: Part): string[] {
  return plainViews(result.view()).flatMap(({ summary }) =>
    wrapText(text(summary.id, summary.params), shell.width),
  );
}

/** The first guesses after each layer where the model predicts, with their probabilities. */
function lensLines(part: Part): string[] {
  const { report, shell } = part;
  const lens = report.data["logit-lens"]?.data;
  const { position } = report;
  if (lens === undefined || position === null) return sentence(part);
  const left = Math.max(...lens.labels.map(textWidth)) + 2;
  const cell = 16;
  const shown = Math.max(1, Math.min(4, Math.floor((shell.width - left) / cell)));
  return lens.labels.map((label, layer) => {
    const guesses = Array.from({ length: shown }, (_, k) =>
      guess(lens, [layer, position, k], cell, shell),
    );
    return (muted(label.padEnd(left), shell) + guesses.join("")).trimEnd();
  });
}

function guess(
  lens: LogitLensData,
  [layer, position, k]: readonly [number, number, number],
  cell: number,
  shell: Shell,
): string {
  const [, length, best] = lens.probabilities.dims;
  const words = lens.tokens[layer][position][k];
  if (words === undefined) return "";
  const probability = Number(lens.probabilities.data[(layer * length + position) * best + k]);
  const share = formatPercent(probability);
  const token = fitText(tokenLabel(words), cell - share.length - 3);
  const theme = terminalTheme(shell.ground, shell.depth === "none");
  const { fill, ink } = theme.paint("token", Math.sqrt(probability));
  const box = `${token}${" ".repeat(cell - 2 - textWidth(token) - share.length)}${share}`;
  return `${styled(` ${box}`, { fill: ink, ground: fill }, shell.depth)} `;
}

/** The head that does each thing most. */
function headLines({ report, result, text, shell }: Part): string[] {
  const view = result.view();
  if (view.kind !== "stack" || report.data["head-scores"] === undefined) return [];
  const rows = view.children.flatMap((child) =>
    child.kind === "stack"
      ? []
      : [[text(child.title.id, child.title.params), text(child.summary.id, child.summary.params)]],
  );
  const left = Math.max(...rows.map(([title]) => textWidth(title))) + 2;
  return rows.map(([title, words]) => {
    const padded = title + " ".repeat(left - textWidth(title));
    return muted(padded, shell) + fitText(words, shell.width - left);
  });
}

/** The heads whose removal changes most, one sentence each. */
function roleLines({ report, text, shell }: Part): string[] {
  const heads = report.data["head-roles"]?.data.heads ?? [];
  return heads
    .slice(0, MOST_HEADS)
    .flatMap(({ sentence: said }) => wrapText(text(said.id, said.params), shell.width));
}

const MOST_HEADS = 3;

/** What was replaced, and what putting it back restores. */
function patchLines(part: Part): string[] {
  const { report, result, text, shell } = part;
  const view = result.view();
  const { partner } = report;
  const replaced =
    partner === null
      ? []
      : wrapText(
          text("summary.patch.replaced", {
            original: tokenLabel(partner.original),
            replacement: tokenLabel(partner.replacement),
          }),
          shell.width,
        );
  const children = view.kind === "stack" ? view.children : [view];
  const sentences = children.flatMap((child) =>
    child.kind === "stack"
      ? []
      : wrapText(text(child.summary.id, child.summary.params), shell.width),
  );
  return [...replaced, ...sentences];
}
