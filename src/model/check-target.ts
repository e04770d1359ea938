import { unknownName, VitrineError } from "../errors.ts";
import type { Target } from "./target.ts";

const TOKEN = ["token", "id", "position"];

/** Fields of each kind of target beside `kind`. */
const FIELDS: Readonly<Record<Target["kind"], readonly string[]>> = {
  logit: TOKEN,
  logprob: TOKEN,
  logodds: TOKEN,
  span: ["text", "ids"],
  entropy: ["position"],
  kl: ["to", "position", "direction"],
  class: ["label", "index", "of"],
  value: ["at", "where", "reduce"],
  diff: ["a", "b"],
  sum: ["terms"],
};

/** Fields that hold one of a few words, and whether they may be left out. */
const WORDS: Readonly<Record<string, readonly [words: readonly string[], optional: boolean]>> = {
  direction: [["forward", "reverse"], true],
  of: [["logit", "logprob"], true],
  reduce: [["sum", "norm"], false],
};

/** Pairs of which exactly one names what is measured. */
const EITHER: Readonly<Record<string, readonly [string, string]>> = {
  logit: ["token", "id"],
  logprob: ["token", "id"],
  logodds: ["token", "id"],
  span: ["text", "ids"],
  class: ["label", "index"],
};

/** @throws VitrineError `BAD_TARGET` or `UNKNOWN_NAME` for a target that does not say what it is. */
export function checkTarget(target: Target): void {
  if (typeof target !== "object" || target === null) throw bad("not a target", "an object", target);
  const given: unknown = target.kind;
  if (!Object.hasOwn(FIELDS, String(given))) {
    throw unknownName("target", "kind", String(given), Object.keys(FIELDS));
  }
  const { kind } = target;
  const odd = Object.keys(target).find((key) => key !== "kind" && !FIELDS[kind].includes(key));
  if (odd !== undefined) {
    throw bad(`"${kind}" has an unknown field`, FIELDS[kind].join(", "), odd);
  }
  checkWords(target);
  checkNamed(target);
  if (kind === "diff") [target.a, target.b].forEach(checkTarget);
  if (kind === "sum") checkTerms(target.terms);
  if (kind === "kl" && !isRun(target.to))
    throw bad('"kl" has no reference', "to: { run }", target.to);
}

function checkWords(target: Target): void {
  for (const field of FIELDS[target.kind]) {
    if (!Object.hasOwn(WORDS, field)) continue;
    const [words, optional] = WORDS[field];
    const word = (target as unknown as Readonly<Record<string, unknown>>)[field];
    if (words.includes(String(word)) || (optional && word === undefined)) continue;
    throw bad(`"${target.kind}" has no usable "${field}"`, words.join(" or "), word);
  }
}

function checkNamed(target: Target): void {
  const pair = EITHER[target.kind] as readonly [string, string] | undefined;
  if (pair === undefined) return;
  const given = pair.filter(
    (field) => (target as unknown as Readonly<Record<string, unknown>>)[field] !== undefined,
  );
  if (given.length === 1) return;
  throw bad(
    `"${target.kind}" does not say what it measures`,
    `${pair.join(" or ")}, one of the two`,
    given,
  );
}

function checkTerms(terms: unknown): void {
  if (!Array.isArray(terms) || terms.length === 0)
    throw bad('"sum" has no terms', "at least one", terms);
  for (const { weight, target } of terms as readonly { weight: number; target: Target }[]) {
    if (!Number.isFinite(weight)) throw bad("a weight is not finite", "a number", weight);
    checkTarget(target);
  }
}

function isRun(value: unknown): boolean {
  return typeof value === "object" && value !== null && "run" in value;
}

function bad(wrong: string, expected: string, got: unknown): VitrineError {
  const shown = JSON.stringify(got) ?? "nothing";
  return new VitrineError("BAD_TARGET", `target: ${wrong}; expected ${expected}, got ${shown}.`);
}
