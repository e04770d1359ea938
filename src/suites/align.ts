import { asVitrineError, VitrineError } from "../errors.ts";
import type { Model, PreparedRow, Unit } from "../model/types.ts";
import type { SuiteTemplate } from "./define.ts";
import type { Draw } from "./draw.ts";
import { english, type SuiteMessage, type SuiteMessageId, type SuiteParams } from "./messages.ts";
import type { SuiteAnswer, SuiteCase, SuiteSpan } from "./suite.ts";
import { entryText, fill, type Filled, type FilledSpan } from "./template.ts";

/** Why a draw gives no case. Null where nothing is wrong with its words: two of them are the same. */
export interface Misfit {
  readonly message: SuiteMessage | null;
  /** The slots that may be to blame, the likeliest first. */
  readonly slots: readonly string[];
}

/**
 * The case that a draw gives on a model, checked with the model's own tokenizer: known words only, each
 * answer one token, and prompt and partner as many tokens, slot by slot.
 */
export function align(model: Model, { template, values }: Draw): SuiteCase | Misfit {
  try {
    const texts = textsOf(model, template, values);
    const answers = texts.answers.map((answer) => answerOf(model, template, texts, answer));
    if (new Set(answers.map(({ id }) => id)).size < answers.length) throw misfit(SAME);
    const slots = Object.entries(values).map(([slot, entry]) => [slot, entryText(entry)]);
    return {
      clean: texts.clean.text,
      corrupted: texts.corrupted.text,
      answers,
      slots: Object.fromEntries(slots) as Record<string, string>,
      spans: alignedSpans(model, texts),
    };
  } catch (error) {
    const { id, details } = asVitrineError(error, "BAD_INPUT", "suite");
    if (details.misfit !== undefined) return details.misfit as Misfit;
    if (id === "error.text-too-long")
      return { message: { id: "suite.too-long", params: {} }, slots: [] };
    if (id === "error.text-empty") {
      const word = fill(template.clean, values).text;
      return { message: { id: "suite.unknown-word", params: { word } }, slots: [] };
    }
    throw error;
  }
}

export function isMisfit(made: SuiteCase | Misfit): made is Misfit {
  return "message" in made;
}

function unfit(
  id: SuiteMessageId,
  params: SuiteParams,
  spans: readonly FilledSpan[] = [],
): VitrineError {
  const slots = spans.map(({ slot }) => slot.replace(/#.*/, ""));
  return misfit({ message: { id, params }, slots });
}

/** What ends the work on a draw; `align` gives it back as what it is. */
function misfit(found: Misfit): VitrineError {
  const said = found.message === null ? "two of its words are the same" : english(found.message);
  return new VitrineError("BAD_INPUT", `suite: ${said}.`, { details: { misfit: found } });
}

const SAME: Misfit = { message: null, slots: [] };

interface Texts {
  /** As the model reads them, a mask at the answer's place where it has one. */
  readonly clean: Filled;
  readonly corrupted: Filled;
  readonly prompt: string;
  readonly after: string;
  readonly answers: readonly Filled[];
}

function textsOf(model: Model, template: SuiteTemplate, values: Draw["values"]): Texts {
  const { of = "token" } = template;
  if (!model.heads.includes(of === "token" ? "lm" : "class")) {
    throw unfit("suite.kind", { of: `suite.kind.${of}` });
  }
  const answers = template.answers.map((answer) => fill(answer, values));
  const after = fill(template.after ?? ".", values).text;
  const clean = fill(template.clean, values);
  const corrupted = fill(template.corrupted, values);
  const ending =
    of === "class" || model.isCausal ? "" : maskedEnding(model, answers[0].text, after);
  return {
    clean: { ...clean, text: clean.text + ending },
    corrupted: { ...corrupted, text: corrupted.text + ending },
    prompt: clean.text,
    after,
    answers,
  };
}

/** ` [MASK].` where the answer is ` Mary`. */
function maskedEnding(model: Model, answer: string, after: string): string {
  const { mask } = model.tokenizer.specialIds;
  if (mask === null) throw unfit("suite.kind", { of: "suite.kind.token" });
  return `${/^\s*/.exec(answer)?.[0] ?? ""}${model.tokenizer.surface(mask)}${after}`;
}

function answerOf(
  model: Model,
  { of = "token" }: SuiteTemplate,
  texts: Texts,
  answer: Filled,
): SuiteAnswer {
  if (of === "class") return classOf(model, answer);
  const { text } = answer;
  const id = model.isCausal ? nextToken(model, texts, answer) : maskedToken(model, texts, answer);
  return { text, id };
}

function classOf({ labels }: Model, { text, spans }: Filled): SuiteAnswer {
  const id = labels.findIndex((label) => label.toLowerCase() === text.trim().toLowerCase());
  if (id >= 0) return { text, id };
  throw unfit("suite.answer-label", { answer: text, labels: labels.join(", ") }, spans);
}

/** The one token that the answer adds to the prompt. */
function nextToken(model: Model, { prompt }: Texts, { text, spans }: Filled): number {
  const before = ownIds(model, rowOf(model, prompt));
  const ids = ownIds(model, rowOf(model, prompt + text));
  if (!before.every((id, i) => ids[i] === id)) {
    throw unfit("suite.answer-joins", { answer: text }, spans);
  }
  return onlyToken(model, text, ids.slice(before.length), spans);
}

/** The one token that stands where the mask does. */
function maskedToken(
  model: Model,
  { clean, prompt, after }: Texts,
  { text, spans }: Filled,
): number {
  const masked = rowOf(model, clean.text).ids;
  const { ids } = rowOf(model, prompt + text + after);
  const at = masked.indexOf(model.tokenizer.specialIds.mask ?? -1);
  const surplus = ids.length - masked.length;
  const isApart = masked.every((id, i) => i === at || id === ids[i + (i > at ? surplus : 0)]);
  if (at < 0 || surplus < 0 || !isApart) {
    throw unfit("suite.no-mask", { before: prompt.slice(-12) }, spans);
  }
  return onlyToken(model, text, ids.slice(at, at + surplus + 1), spans);
}

function onlyToken(
  model: Model,
  answer: string,
  ids: readonly number[],
  spans: readonly FilledSpan[],
): number {
  const { unk } = model.tokenizer.specialIds;
  if (ids.includes(unk ?? -1)) throw unfit("suite.unknown-word", { word: answer.trim() }, spans);
  if (ids.length === 1) return ids[0];
  const tokens = ids.map((id) => `“${model.tokenizer.surface(id)}”`).join(" ");
  throw unfit("suite.answer-tokens", { answer, count: ids.length, tokens }, spans);
}

/** Spans with their tokens, which must be the same positions in both prompts. */
function alignedSpans(model: Model, { clean, corrupted }: Texts): SuiteSpan[] {
  const rows = [clean, corrupted].map(({ text }) => rowOf(model, text));
  for (const [i, { spans }] of [clean, corrupted].entries()) refuseUnknown(model, rows[i], spans);
  const [placed, partners] = [clean, corrupted].map(({ spans }, i) =>
    spans.flatMap((span) => {
      const tokens = tokensAt(rows[i].units, span);
      return tokens === null ? [] : [{ ...span, tokens }];
    }),
  );
  const isEqual = rows[0].ids.length === rows[1].ids.length;
  if (isEqual && rows[0].ids.every((id, i) => id === rows[1].ids[i])) throw misfit(SAME);
  const isComparable = placed.length === partners.length;
  const at = isComparable
    ? placed.findIndex(({ tokens }, i) => String(tokens) !== String(partners[i].tokens))
    : -1;
  if (isEqual && at < 0) {
    return placed.map(({ slot, from, to, tokens }) => ({ slot, text: [from, to], tokens }));
  }
  const [a, b] = at < 0 ? [undefined, undefined] : [placed[at], partners[at]];
  const words = (text: string, span: FilledSpan | undefined): string =>
    span === undefined ? text : text.slice(span.from, span.to);
  throw unfit(
    "suite.lengths",
    {
      clean: rows[0].ids.length,
      corrupted: rows[1].ids.length,
      here: words(clean.text, a),
      there: words(corrupted.text, b),
    },
    [b, a, ...partners].filter((span) => span !== undefined),
  );
}

function refuseUnknown(model: Model, row: PreparedRow, spans: readonly FilledSpan[]): void {
  const { unk } = model.tokenizer.specialIds;
  const at = unk === null ? -1 : row.ids.indexOf(unk);
  if (at < 0) return;
  const [from, to] = row.units[at].place?.text ?? [0, 0];
  const own = spans.filter((span) => span.from < to && span.to > from);
  throw unfit("suite.unknown-word", { word: (row.text ?? "").slice(from, to) }, own);
}

/** Positions of the tokens that hold a stretch of the text. */
function tokensAt(
  units: readonly Unit[],
  { from, to }: FilledSpan,
): readonly [number, number] | null {
  const inside = ({ place, special }: Unit): boolean =>
    special !== true && place !== undefined && place.text[0] < to && place.text[1] > from;
  const first = units.findIndex(inside);
  return first < 0 ? null : [first, units.findLastIndex(inside) + 1];
}

/** Ids up to the special tokens that end the row; what stands for an unknown word is none of these. */
function ownIds(model: Model, { ids, units }: PreparedRow): readonly number[] {
  const { unk } = model.tokenizer.specialIds;
  const last = units.findLastIndex(({ special, id }) => special !== true || id === unk);
  return ids.slice(0, last + 1);
}

function rowOf(model: Model, text: string): PreparedRow {
  return model.prepare(text)[0];
}
