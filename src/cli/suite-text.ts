import type { Model } from "../model/types.ts";
import type { SuiteDefinition } from "../suites/define.ts";
import type { SuiteBehaviour } from "../suites/evaluate.ts";
import { suiteMessages } from "../suites/messages.ts";
import type { Suite, SuiteCase, SuiteProblem } from "../suites/suite.ts";
import { styled } from "../view/ansi.ts";
import { formatNumber, formatPercent } from "../view/number.ts";
import { type Text, translator } from "../view/text.ts";
import { wrapText } from "../view/text-width.ts";
import { columns, type Entry, heading, labelled, muted } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import type { Shell } from "./shell.ts";

const EXAMPLES = 4;
const WORST = 5;
const PROBLEMS = 5;
const WORDS = 6;
const WARNING = "#d97706";

/** What `vitrine suite list` says. */
export function suiteListing(suites: readonly SuiteDefinition[], shell: Shell): string {
  const text = words(shell);
  const entries = suites.map(({ name, about, variants }): Entry => {
    const names = variants.map((variant) => variant.name).join(text("cli.comma"));
    return [name, about[shell.language], text("cli.suite.variants", { names })];
  });
  const more = wrapText(text("cli.suite.more"), shell.width).map((line) => muted(line, shell));
  return [...columns(entries, shell), "", ...more].join("\n");
}

/** What `vitrine suite show` says: what is asked, its words, examples, and what does not fit. */
export function suiteShown(suite: Suite, model: Model, shell: Shell): string {
  const text = words(shell);
  const examples = suite.cases
    .slice(0, EXAMPLES)
    .flatMap((one) => caseLines(one, null, text, shell));
  return [
    ...head(suite, model, text, shell),
    "",
    heading(text("cli.suite.slots"), shell),
    ...slotLines(suite, text, shell),
    "",
    heading(text("cli.suite.examples"), shell),
    ...examples,
    ...problemLines(suite.problems, text, shell),
  ].join("\n");
}

/** What `vitrine suite run` says: how well the model does, and where it does worst. */
export function suiteResult(
  suite: Suite,
  behaviour: SuiteBehaviour,
  model: Model,
  shell: Shell,
): string {
  const text = words(shell);
  const worst = behaviour.cases
    .slice(0, WORST)
    .flatMap(({ index, difference }) => caseLines(suite.cases[index], difference, text, shell));
  const verdict = text(behaviour.passes ? "cli.suite.passes" : "cli.suite.fails");
  return [
    ...head(suite, model, text, shell),
    "",
    heading(text("cli.suite.behaviour"), shell),
    ...labelled(behaviourFacts(behaviour, text), shell),
    ...wrapText(verdict, shell.width).map((line) =>
      behaviour.passes ? line : styled(line, { fill: WARNING }, shell.depth),
    ),
    "",
    heading(text("cli.suite.worst"), shell),
    ...worst,
    ...problemLines(suite.problems, text, shell),
  ].join("\n");
}

/** A suite, and how the model does on it, for programs. */
export function suiteJson(suite: Suite, behaviour: SuiteBehaviour | null): string {
  return JSON.stringify({ schema: 1, suite, ...(behaviour !== null && { behaviour }) });
}

function words({ language }: Pick<Shell, "language">): Text {
  return translator(language, cliMessages, suiteMessages);
}

function head(suite: Suite, model: Model, text: Text, shell: Shell): string[] {
  const { language } = shell;
  const { count: asked, seed, source } = suite;
  const count = suite.cases.length;
  const title = `${suite.title[language]} · ${model.name}`;
  const facts: (readonly [string, readonly string[]])[] = [
    [text("cli.suite.expected"), [suite.expected[language]]],
    [text("cli.suite.variant.label"), [suite.variant]],
    [text("cli.suite.cases"), [text("cli.suite.drawn", { count, asked, seed })]],
    ...(source === null ? [] : [[text("cli.suite.source"), [source]] as const]),
  ];
  return [
    heading(title, shell),
    ...wrapText(suite.about[language], shell.width),
    "",
    ...labelled(facts, shell),
  ];
}

function behaviourFacts(
  behaviour: SuiteBehaviour,
  text: Text,
): (readonly [string, readonly string[]])[] {
  const { correct, count, accuracy, accuracyInterval, meanDifference } = behaviour;
  const [low, high] = accuracyInterval.map((share) => formatPercent(share));
  const [from, to] = behaviour.differenceInterval.map((value) => formatNumber(value));
  const mean = formatNumber(meanDifference);
  const spread = Number.isFinite(behaviour.differenceInterval[0])
    ? text("cli.suite.difference.value", { mean, low: from, high: to })
    : text("cli.suite.difference.one", { mean });
  const shares = { correct, count, share: formatPercent(accuracy), low, high };
  const corrupted = formatNumber(behaviour.corruptedDifference);
  return [
    [text("cli.suite.accuracy"), [text("cli.suite.accuracy.value", shares)]],
    [text("cli.suite.difference"), [spread]],
    [text("cli.suite.corrupted"), [text("cli.suite.corrupted.value", { mean: corrupted })]],
  ];
}

/** Each slot with a few of the words that came up in it. */
function slotLines({ cases }: Suite, text: Text, { width }: Shell): string[] {
  const found = new Map<string, Set<string>>();
  for (const { slots } of cases) {
    for (const [slot, word] of Object.entries(slots)) {
      found.set(slot, (found.get(slot) ?? new Set()).add(word));
    }
  }
  return [...found].flatMap(([name, held]) => {
    const shown = [...held].slice(0, WORDS).join(text("cli.comma"));
    const isAll = held.size <= WORDS;
    const some = isAll ? shown : `${shown}${text("cli.comma")}…`;
    const id = isAll ? "cli.suite.slot.all" : "cli.suite.slot";
    return wrapText(text(id, { name, count: held.size, some }), width - 2).map(
      (line) => `  ${line}`,
    );
  });
}

/** A prompt and its partner, with the answers. */
function caseLines(
  { clean, corrupted, answers }: SuiteCase,
  difference: number | null,
  text: Text,
  shell: Shell,
): string[] {
  const [right, ...wrong] = answers.map((answer) => answer.text);
  const others = wrong.map((answer) => `“${answer}”`).join(text("cli.comma"));
  const said = text("cli.suite.answer", { right, wrong: others });
  const lead = difference === null ? "" : `${formatNumber(difference)}  `;
  const facts: (readonly [string, readonly string[]])[] = [
    [text("cli.suite.prompt"), clean.split("\n")],
    [text("cli.suite.partner"), corrupted.split("\n")],
    ["", [`${lead}${said}`]],
  ];
  const room = { width: shell.width - 2, depth: shell.depth };
  return labelled(facts, room).map((line) => `  ${line}`);
}

function problemLines(problems: readonly SuiteProblem[], text: Text, shell: Shell): string[] {
  if (problems.length === 0) return [];
  const lines = problems.slice(0, PROBLEMS).flatMap(({ message, nearest, draws }) => {
    const near = nearest === null ? "" : text("suite.nearest", { nearest });
    const reason = `${text(message.id, message.params)}${near}`;
    return wrapText(text("cli.suite.problem", { reason, draws }), shell.width - 2);
  });
  const rest = problems.length - PROBLEMS;
  return [
    "",
    heading(text("cli.suite.problems"), shell),
    ...lines.map((line) => `  ${line}`),
    ...(rest > 0 ? [`  + ${rest}`] : []),
  ];
}
