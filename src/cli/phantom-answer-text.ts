import type {
  AskedContinuation,
  PhantomAnswer,
  WiredAnswer,
  WorldAnswer,
} from "../reports/ask-phantom.ts";
import { visibleToken } from "../view/escape.ts";
import { formatFixed, formatNumber, formatPercent } from "../view/number.ts";
import { type Text, translator } from "../view/text.ts";
import { fitText, textWidth } from "../view/text-width.ts";
import { labelled, muted, padded } from "./layout.ts";
import { cliMessages } from "./messages.ts";
import { phantomMessages } from "./phantom-messages.ts";
import type { Shell } from "./shell.ts";

type Fact = readonly [label: string, lines: readonly string[]];

/** What is true beside what the model says, as text. */
export function answerText(answer: PhantomAnswer, shell: Shell): string {
  const text = translator(shell.language, phantomMessages, cliMessages);
  const asked = askedFacts(answer, text);
  const likeliest = likeliestFact(answer, text);
  if (answer.kind === "unplanted") {
    const { nearest } = answer;
    const near: Fact[] = nearest.length === 0 ? [] : [[text("phantom.nearest"), nearest]];
    const facts = labelled([...asked, likeliest, ...near], shell);
    return [text("phantom.unplanted"), "", ...facts].join("\n");
  }
  const last = [likeliest, ...alike(answer.alike, text)];
  if (answer.kind === "wired") {
    return labelled([...asked, ...wiredFacts(answer, text, shell), ...last], shell).join("\n");
  }
  return [
    ...labelled([...asked, ...worldFacts(answer, text, shell)], shell),
    "",
    ...table(answer.continuations, text, shell),
    "",
    ...labelled(last, shell),
  ].join("\n");
}

function askedFacts({ takenAs, prompt }: PhantomAnswer, text: Text): Fact[] {
  return [
    ...(takenAs === null ? [] : [[text("phantom.taken"), [takenAs]] as const]),
    [text("phantom.prompt"), prompt.split("\n")],
  ];
}

function likeliestFact({ next }: PhantomAnswer, text: Text): Fact {
  const said = next.map((token) => `${readable(token.text)} ${formatPercent(token.probability)}`);
  return [text("phantom.likeliest"), [said.join(text("cli.comma"))]];
}

function worldFacts(
  { property, probe, fact, canary }: WorldAnswer,
  text: Text,
  { language }: Shell,
): Fact[] {
  const [title, unit] = [property.title[language], property.unit[language]];
  const strength = formatNumber(probe.strength);
  const planted = text("phantom.strength", { title, unit, strength });
  const facts: Fact[] = [
    ["id", [probe.id]],
    [text("phantom.planted"), [`${planted}${probe.control ? text("phantom.control") : ""}`]],
  ];
  if (fact !== null) {
    const count = text("phantom.frequency.count", { count: fact.frequency });
    facts.push([text("phantom.frequency"), [count]]);
  }
  if (fact?.updated !== undefined) {
    const object = text("phantom.updated.object", { object: fact.updated });
    facts.push([text("phantom.updated"), [object]]);
  }
  if (canary !== null) facts.push([text("phantom.copies"), [String(canary.copies)]]);
  return facts;
}

function wiredFacts(answer: WiredAnswer, text: Text, { language }: Shell): Fact[] {
  const { circuit, id, side, truth, measured, tolerance } = answer;
  const title = circuit.title[language];
  const isWithin = Math.abs(measured - truth) <= tolerance;
  const verdict = isWithin ? "phantom.tolerance" : "phantom.tolerance.beyond";
  const value = formatFixed(measured, DECIMALS);
  return [
    ["id", [id]],
    [
      text("phantom.circuit.label"),
      [side === "clean" ? title : text("phantom.corrupted", { title, id })],
    ],
    [
      text("phantom.difference"),
      [text("phantom.difference.of", { answer: answer.answer, wrong: answer.wrong })],
    ],
    [`  ${text("phantom.truth")}`, [formatFixed(truth, DECIMALS)]],
    [`  ${text("phantom.model")}`, [text(verdict, { value, tolerance: formatNumber(tolerance) })]],
  ];
}

/** As many as the exact form's tolerance has. */
const DECIMALS = 4;

const CELL = 8;

function table(all: readonly AskedContinuation[], text: Text, shell: Shell): string[] {
  const hasShift = all.some(({ trained }) => trained !== null);
  const numbers = (one: AskedContinuation): (number | null)[] =>
    hasShift ? [one.truth, one.trained, one.model] : [one.truth, one.model];
  const names = all.map((one) => readable(one.text));
  const title = text("phantom.continuation");
  const room = Math.max(12, shell.width - 4 - 3 * CELL);
  const widest = Math.min(room, Math.max(...[title, ...names].map(textWidth))) + 2;
  const heads = ["truth", ...(hasShift ? ["trained"] : []), "model"];
  const header = heads.map((head) => right(text(`phantom.${head}`), CELL)).join("");
  return [
    muted(`  ${padded(title, widest)}${header}`, shell),
    ...all.map((one, i) => {
      const cells = numbers(one).map((value) => right(percent(value), CELL));
      return `  ${padded(fitText(names[i], widest - 2), widest)}${cells.join("")}`;
    }),
  ];
}

function percent(share: number | null): string {
  return share === null ? "–" : formatPercent(share);
}

function right(words: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(words))) + words;
}

function alike(ids: readonly string[], text: Text): Fact[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, SHOWN).join(text("cli.comma"));
  const count = ids.length - SHOWN;
  const words = count <= 0 ? shown : text("phantom.alike.more", { ids: shown, count });
  return [[text("phantom.alike"), [words]]];
}

/** Ids of other probes that are named. */
const SHOWN = 3;

/** Without the space before a word. */
function readable(token: string): string {
  return visibleToken(token.trim() === "" ? token : token.replace(/^ /, ""));
}
