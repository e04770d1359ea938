import type { ScoredRow, ScoreReport } from "../reports/score.ts";
import { namesText, unscoredText } from "../reports/score-markdown.ts";
import type { NameCounts } from "../reports/score-measures.ts";
import { scoreMessages } from "../reports/score-messages.ts";
import { formatFixed } from "../view/number.ts";
import { type Text, translator } from "../view/text.ts";
import { wrapText } from "../view/text-width.ts";
import { heading, labelled, muted } from "./layout.ts";
import type { Shell } from "./shell.ts";

/** A score report for a terminal: a block for each claim. */
export function scoreText({ rows }: ScoreReport, shell: Shell): string {
  const text = translator(shell.language, scoreMessages);
  const blocks = rows.map((row) => {
    if (row.status === "scored") return scoredBlock(row, shell, text);
    const lines = wrapText(unscoredText(row, shell.language, text), shell.width);
    return lines.map((line) => muted(line, shell));
  });
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

function scoredBlock(row: ScoredRow, shell: Shell, text: Text): string[] {
  const { method, claim, about, measure, value, sets, margin, cost, model } = row;
  const planted = row.planted.join(text("score.comma"));
  const controls = row.controls.map(
    (one) => [text(`score.${one.control}`), [formatFixed(one.value, 2)]] as const,
  );
  const seconds = cost.seconds.toFixed(1);
  return [
    heading(`${method} ${claim}`, shell),
    ...wrapText(about[shell.language], shell.width),
    ...labelled(
      [
        [text("score.planted"), [text("score.planted.where", { model, planted })]],
        [text(`score.measure.${measure}`), [formatFixed(value, 2)]],
        ...controls,
        [text("score.margin"), [(margin > 0 ? "+" : "") + formatFixed(margin, 2)]],
        ...(sets === null ? [] : setFacts(sets, text)),
        [text("score.cost"), [text("score.cost.value", { rows: cost.rows, seconds })]],
      ],
      shell,
    ),
  ];
}

type Fact = readonly [label: string, lines: readonly string[]];

function setFacts(sets: NonNullable<ScoredRow["sets"]>, text: Text): Fact[] {
  const { recovered, planted, missed, falsePositives } = sets;
  const counted = (names: NameCounts): readonly string[] => [namesText(names)];
  return [
    [text("score.recovered"), [text("score.recovered.of", { recovered, planted })]],
    [text("score.missed"), counted(missed)],
    [text("score.false-positives"), counted(falsePositives)],
  ];
}
