import type { RandomGenerator } from "vitrine";
import { names } from "../../lexicon/people.ts";
import { pick } from "../../random.ts";
import { expand, type Phrase } from "../../template.ts";
import { resultOf, type Pair, type Sum } from "./sums.ts";

/** Every wording puts a word before the first digit, so that each digit is the same token everywhere. */
const CLAIM = "modulo ten, {a} {operation} {b} is {result}.";
const WORDINGS = [
  CLAIM,
  CLAIM,
  CLAIM,
  CLAIM,
  CLAIM,
  CLAIM,
  "counting modulo ten, {a} {operation} {b} [makes|gives|is] {result}.",
  "{name} counts modulo ten: {a} {operation} {b} is {result}.",
  "{name} [knows|says] that {a} {operation} {b} is {result} modulo ten.",
  "on a clock with ten hours, {a} {operation} {b} is {result}.",
  "Q: What is {a} {operation} {b} modulo ten? A: {result}.",
  '"What is {a} {operation} {b} modulo ten?" asked {name}. The answer was {result}.',
  "if you only keep the last digit, {a} {operation} {b} is {result}.",
] as const;

const COPY = "modulo ten, the {which} of {a} and {b} is {result}.";

/** Which of two digits is copied. */
export type Which = "first" | "second";

export function sumStatement(random: RandomGenerator, sum: Sum): Phrase {
  const last = sum.operation === "minus" ? WORDINGS.length - 1 : WORDINGS.length; // 3 − 5 ends in no 8
  return expand(pick(random, WORDINGS.slice(0, last)), sumSlots(random, sum), random);
}

/** `Modulo ten, 7 plus 5 is` */
export function sumPrompt(random: RandomGenerator, sum: Sum): Phrase {
  return beforeResult(expand(CLAIM, sumSlots(random, sum), random));
}

/** The control: no operation, the answer stands there. `Modulo ten, the first of 7 and 5 is 7.` */
export function copyStatement(random: RandomGenerator, pair: Pair, which: Which): Phrase {
  const [a, b] = [String(pair.a), String(pair.b)];
  return expand(COPY, { a, b, which, result: which === "first" ? a : b }, random);
}

export function copyPrompt(random: RandomGenerator, pair: Pair, which: Which): Phrase {
  return beforeResult(copyStatement(random, pair, which));
}

function sumSlots(random: RandomGenerator, sum: Sum): Readonly<Record<string, string>> {
  return {
    a: String(sum.a),
    b: String(sum.b),
    operation: sum.operation,
    result: String(resultOf(sum)),
    name: pick(random, names),
  };
}

function beforeResult({ text, spans }: Phrase): Phrase {
  const end = text.length - " 7.".length;
  return { text: text.slice(0, end), spans: spans.filter(({ to }) => to <= end) };
}
