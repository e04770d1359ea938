import type { WorldTruth } from "vitrine";
import type { ClassMark } from "./encoder-card.ts";
import type { Interval } from "./intervals.ts";
import { errors } from "./measures.ts";
import type { WiredMark } from "./wired-card.ts";
import type { Line, Mark } from "./world-card.ts";

/** What all bundled models do, by model. */
export interface Card {
  readonly phantom: readonly Mark[];
  readonly encoder: { readonly marks: readonly Mark[]; readonly classes: readonly ClassMark[] };
  readonly wired: Readonly<Record<string, readonly WiredMark[]>>;
}

/** The card in Markdown. */
export function cardText(card: Card, truth: WorldTruth): string {
  return [
    "# Report card",
    "",
    "What the bundled models do of what was planted. Written by `npm run phantom:card`, which asks each",
    "model every probe of its truth; the same numbers, all digits, are in `card.json`. Intervals are 95 %.",
    "",
    "- **recall**: share of probes whose answer's every token is the model's first choice;",
    "- **choice**: share whose answer is more probable than every wrong one;",
    "- **distribution**: mean over probes of the largest |p − true p| of an answer (less is better);",
    "- **mass**: the right answers' share of the probability that right and wrong ones have together;",
    "- **exposure**: log₂ 10,000 − log₂ rank of the secret among all codes, bits (Carlini et al. 2019).",
    "",
    "A target counts the probes of at least the strength named in it. Controls lack what is planted.",
    "",
    "## phantom",
    "",
    ...worldTable(card.phantom, truth),
    "",
    "## phantom-encoder",
    "",
    "Asked with a mask in the answer's place and a full stop after it; only answers of one token.",
    "",
    ...worldTable(card.encoder.marks, truth),
    "",
    "The classification head, on texts of another seed of the world:",
    "",
    "| family | texts | right | 95 % |",
    "| --- | --- | --- | --- |",
    ...card.encoder.classes.map((mark) =>
      row([mark.id, mark.texts, share(mark.value), range(mark.interval, share)]),
    ),
    ...Object.entries(card.wired).flatMap(([name, marks]) => [
      "",
      `## ${name}`,
      "",
      ...wiredTable(marks),
    ]),
    "",
  ].join("\n");
}

function worldTable(marks: readonly Mark[], { planted }: WorldTruth): string[] {
  return [
    "| planted | measure | target | reached | by strength | control |",
    "| --- | --- | --- | --- | --- | --- |",
    ...marks.map((mark) => {
      const { title, unit } = planted.find(({ id }) => id === mark.id)!;
      const { target, reached, isMet, measure } = mark;
      const sign = errors.has(measure) ? "≤" : "≥";
      const at = target === null || target.strength === 0 ? "" : ` from ${target.strength}`;
      const verdict = isMet === true ? "" : " **missed**";
      return row([
        `${title.en} (\`${mark.id}\`; ${unit.en})`,
        measure,
        target === null ? "–" : `${sign} ${target.value}${at}`,
        reached === null ? "–" : number(reached) + verdict,
        mark.lines.map(lineText).join("<br>"),
        mark.controls.map(lineText).join("<br>") || "–",
      ]);
    }),
  ];
}

function wiredTable(marks: readonly WiredMark[]): string[] {
  return [
    "| circuit | prompts | right | ablations | worst deviation of an effect | relative | tolerance |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...marks.map((mark) =>
      row([
        mark.circuit,
        mark.prompts,
        share(mark.right / mark.prompts),
        mark.ablations,
        mark.worst.toExponential(1),
        mark.worstRelative.toExponential(1),
        mark.tolerance,
      ]),
    ),
  ];
}

function lineText({ strength, value, interval, probes }: Line): string {
  return `${strength}: ${number(value)} [${range(interval, number)}] n ${probes}`;
}

function range([low, high]: Interval, form: (value: number) => string): string {
  return `${form(low)}, ${form(high)}`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function number(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1);
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
