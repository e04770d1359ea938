import { errorText } from "../view/error-text.ts";
import { formatFixed } from "../view/number.ts";
import type { Language, Text } from "../view/text.ts";
import { translator } from "../view/text.ts";
import type { ScoredRow, ScoreReport, ScoreRow, UnscoredRow } from "./score.ts";
import type { NameCounts } from "./score-measures.ts";
import { scoreMessages } from "./score-messages.ts";

/** A report as a Markdown table; what is not scored stands below it. */
export function scoreMarkdown({ rows }: ScoreReport, language: Language = "en"): string {
  const text = translator(language, scoreMessages);
  const heads = HEADS.map((head) => text(`score.${head}`));
  const scored = rows.filter((row) => row.status === "scored");
  const lines = scored.map((row) => line(cellsOf(row, language, text)));
  const table = [line(heads), line(heads.map(() => "---")), ...lines].join("\n");
  const unscored = rows.filter((row) => row.status === "not-scored");
  const list = unscored.map((row) => `- ${unscoredText(row, language, text)}`).join("\n");
  return [...(lines.length > 0 ? [table] : []), ...(list === "" ? [] : [list])].join("\n\n");
}

/** The report as JSON, reasons by their messages. */
export function scoreJson(report: ScoreReport): string {
  const rows = report.rows.map((row: ScoreRow) =>
    row.status === "scored" ? row : { ...row, reason: row.reason.message },
  );
  return JSON.stringify({ ...report, rows });
}

/** Why a claim has no score. */
export function unscoredText(
  { method, claim, about, reason }: UnscoredRow,
  language: Language,
  text: Text,
): string {
  const why = errorText(reason, language);
  return text("score.unscored", { claim: `${method} ${claim}`, about: about[language], why });
}

const HEADS = [
  "method",
  "recovers",
  "measure",
  "value",
  "recovered",
  "false-positives",
  "random-weights",
  "shuffled-inputs",
  "margin",
  "cost",
] as const;

function cellsOf(row: ScoredRow, language: Language, text: Text): string[] {
  const { method, about, measure, value, sets, controls, margin, cost, planted, model } = row;
  const control = (name: string): string => {
    const found = controls.find((one) => one.control === name);
    return found === undefined ? "–" : formatFixed(found.value, 2);
  };
  const where = `${model}: ${planted.join(", ")}`;
  return [
    `\`${method}\``,
    `${about[language]} (${where})`,
    text(`score.measure.${measure}`),
    formatFixed(value, 2),
    sets === null ? "–" : `${sets.recovered}/${sets.planted}`,
    sets === null ? "–" : namesText(sets.falsePositives),
    control("random-weights"),
    control("shuffled-inputs"),
    (margin > 0 ? "+" : "") + formatFixed(margin, 2),
    text("score.cost.value", { rows: cost.rows, seconds: cost.seconds.toFixed(1) }),
  ];
}

/** `24: L0H0 ×24`; the commonest names only. */
export function namesText(names: NameCounts): string {
  const total = names.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return "0";
  const shown = names.slice(0, SHOWN).map(([name, count]) => `${name} ×${count}`);
  return `${total}: ${shown.join(", ")}${names.length > SHOWN ? ", …" : ""}`;
}

const SHOWN = 3;

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;
}
