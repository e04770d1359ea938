import { VitrineError } from "../errors.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { InputContext } from "./batch.ts";
import type { Target } from "./target.ts";
import type { PreparedRow } from "./types.ts";

type Span = Extract<Target, { kind: "span" }>;
type Term = { readonly weight: number; readonly target: Target };

/** Texts to look behind: what follows one of them is cut into tokens as inside a text. */
const ANCHORS = ["\n", ".", "a"];

/**
 * Targets that add up to this one, each with one continuation at most: unlike continuations need
 * runs of their own. Terms without one go with the first.
 */
export function splitBySpan(target: Target): readonly Target[] {
  const terms = linearTerms(target, 1);
  const keys = new Set(terms.flatMap((term) => spanKey(term.target) ?? []));
  if (keys.size < 2) return [target];
  const [first] = keys;
  return Array.from(keys, (key): Target => {
    const own = terms.filter((term) => (spanKey(term.target) ?? first) === key);
    return { kind: "sum", terms: own };
  });
}

/**
 * The row with the continuation that its targets score; the row itself where they score none.
 *
 * @param targets - With at most one continuation between them, nothing in them per row.
 */
export function withContinuation(
  row: PreparedRow,
  targets: readonly Target[],
  { tokenizer, nCtx, dVocab }: InputContext,
): PreparedRow {
  const spans = targets.flatMap((target) => linearTerms(target, 1)).map((term) => term.target);
  const span = spans.find((target): target is Span => target.kind === "span");
  if (span === undefined) return row;
  const ids =
    span.ids === undefined ? read(span.text as string, tokenizer) : (span.ids as number[]);
  if (ids.length === 0) throw bad("the span is empty", "at least one token", "none");
  const odd = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= dVocab);
  if (odd !== undefined) {
    throw bad("an id of the span is outside the vocabulary", `0 to ${dVocab - 1}`, String(odd));
  }
  const length = row.ids.length + ids.length;
  if (length > nCtx) {
    throw bad(
      "input and continuation are too long together",
      `at most ${nCtx} tokens`,
      `${length}`,
    );
  }
  const type = row.typeIds[row.typeIds.length - 1];
  return { ...row, ids: [...row.ids, ...ids], typeIds: [...row.typeIds, ...ids.map(() => type)] };
}

/** Equal for spans that name the same continuation; null for other targets. */
export function spanKey(target: Target): string | null {
  return target.kind === "span" ? JSON.stringify([target.text, target.ids]) : null;
}

/** Every leaf of nested sums and differences, with its weight. */
export function linearTerms(target: Target, weight: number): Term[] {
  if (target.kind === "diff") {
    return [...linearTerms(target.a, weight), ...linearTerms(target.b, -weight)];
  }
  if (target.kind !== "sum") return [{ weight, target }];
  return target.terms.flatMap((term) => linearTerms(term.target, weight * term.weight));
}

/** Tokens of a text as they stand after another: no space is put before it. */
function read(text: string, tokenizer: Tokenizer | null): readonly number[] {
  if (tokenizer === null) {
    throw bad("a span of text needs a tokenizer", "ids", JSON.stringify(text));
  }
  const plain = (whole: string): readonly number[] =>
    tokenizer.encode(whole, { addSpecialTokens: false }).ids;
  for (const anchor of ANCHORS) {
    const before = plain(anchor);
    const both = plain(anchor + text);
    if (before.length > 0 && before.every((id, i) => id === both[i]))
      return both.slice(before.length);
  }
  return plain(text);
}

function bad(wrong: string, expected: string, got: string): VitrineError {
  return new VitrineError("BAD_TARGET", `target: ${wrong}; expected ${expected}, got ${got}.`);
}
