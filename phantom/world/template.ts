import { VitrineError, type RandomGenerator, type TruthSpan } from "vitrine";
import type { Sentence } from "./document.ts";
import { plural, withArticle } from "./lexicon/english.ts";

/** What fills the slots of a template. */
export type Slots = Readonly<Record<string, string>>;

/** A sentence by itself: offsets count from its own start. */
export interface Phrase {
  readonly text: string;
  readonly spans: readonly TruthSpan[];
}

/**
 * Writes one sentence of a template.
 *
 * - `{city}` puts the slot's text there, and a span with the slot's name as role;
 *   `{city#2}` does the same with the role `city#2`;
 * - `{animal:a}` adds “a” or “an” (outside the span), `{animal:s}` writes the plural;
 * - `[gave|handed|passed]` chooses one at random; alternatives may be empty and may hold slots and
 *   further choices.
 *
 * The first letter becomes a capital, and runs of spaces one.
 */
export function expand(template: string, slots: Slots, random: RandomGenerator): Phrase {
  const chosen = choose(template, random)
    .replace(/ {2,}/g, " ")
    .replace(/ ([.,!?])/g, "$1")
    .trim();
  return capitalised(fill(chosen, slots));
}

/** Like `expand`, for a piece inside a sentence: no capital, and spaces as written. */
export function piece(template: string, slots: Slots, random: RandomGenerator): Phrase {
  return fill(choose(template, random), slots);
}

/** A text of several sentences, with `between` (a space) between two; offsets move along. */
export function join(
  phrases: readonly Phrase[],
  between = " ",
): { readonly text: string; readonly sentences: readonly Sentence[] } {
  const sentences: Sentence[] = [];
  let text = "";
  for (const phrase of phrases) {
    if (text !== "") text += between;
    const from = text.length;
    text += phrase.text;
    const spans = phrase.spans.map((s) => ({ ...s, from: s.from + from, to: s.to + from }));
    sentences.push({ from, to: text.length, spans });
  }
  return { text, sentences };
}

/** Replaces the innermost choices first, until none is left. */
function choose(template: string, random: RandomGenerator): string {
  const innermost = /\[([^[\]]*)\]/;
  let text = template;
  for (let match = innermost.exec(text); match !== null; match = innermost.exec(text)) {
    const options = match[1].split("|");
    const option = options[random.integer(options.length)];
    text = text.slice(0, match.index) + option + text.slice(match.index + match[0].length);
  }
  return text;
}

function fill(template: string, slots: Slots): Phrase {
  const spans: TruthSpan[] = [];
  let text = "";
  let rest = 0;
  for (const match of template.matchAll(/\{([\w-]+)(#\w+)?(?::(\w+))?\}/g)) {
    text += template.slice(rest, match.index);
    rest = match.index + match[0].length;
    const [, name, mark = "", form] = match;
    const value = slots[name];
    if (value === undefined) {
      throw new VitrineError("UNKNOWN_NAME", `template "${template}": no slot is named "${name}".`);
    }
    const word = form === "s" ? plural(value) : value;
    if (form === "a") text += withArticle(value).slice(0, -value.length);
    spans.push({ role: name + mark, from: text.length, to: text.length + word.length });
    text += word;
  }
  return { text: text + template.slice(rest), spans };
}

function capitalised({ text, spans }: Phrase): Phrase {
  const first = text.search(/\p{L}/u);
  if (first < 0) return { text, spans };
  return { text: text.slice(0, first) + text[first].toUpperCase() + text.slice(first + 1), spans };
}
