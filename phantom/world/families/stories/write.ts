import type { RandomGenerator } from "vitrine";
import { tables } from "../../lexicon/knowledge.ts";
import { pick } from "../../random.ts";
import { expand, type Phrase, type Slots } from "../../template.ts";
import { drawCast, drawNumbers } from "./cast.ts";
import type { Grammar } from "./grammar.ts";
import { LISTS } from "./lists.ts";

/** The slots that a story's annotations keep, by the roles that they play. */
const ROLES: Readonly<Record<string, string>> = {
  ...{ hero: "protagonist", friend: "friend", object: "object", place: "place" },
  ...{ he: "pronoun", him: "pronoun", his: "pronoun", himself: "pronoun" },
};

/** One story, its steps in order, about one cast. */
export function story(random: RandomGenerator, grammar: Grammar): Phrase[] {
  const cast = drawCast(random);
  return grammar.flatMap((step) => told(random, pick(random, step), cast));
}

/** Sentences that tell no story: about one kind of things, or of this and that. */
export function statements(random: RandomGenerator): Phrase[] {
  const only = pick(random, tables);
  const isMixed = random.integer(2) === 0;
  return Array.from({ length: 3 + random.integer(4) }, () => {
    if (isMixed && random.integer(3) === 0)
      return told(random, pick(random, LISTS), drawCast(random));
    const { slots, rows, templates } = isMixed ? pick(random, tables) : only;
    const row = pick(random, rows);
    const filled = Object.fromEntries(slots.map((slot, i) => [slot, row[i]]));
    return told(random, pick(random, templates), filled);
  }).flat();
}

/** A document's quotation marks, curled or straight. */
export function withQuotes(phrases: readonly Phrase[], areStraight: boolean): Phrase[] {
  if (!areStraight) return [...phrases];
  return phrases.map(({ text, spans }) => ({ text: text.replace(/[“”]/g, '"'), spans }));
}

function told(random: RandomGenerator, template: string, slots: Slots): Phrase[] {
  if (template === "") return [];
  const filled = { ...slots, ...drawNumbers(random) };
  return template.split(" / ").map((sentence) => {
    const { text, spans } = expand(sentence, filled, random);
    const kept = spans.filter(({ role }) => role in ROLES);
    return { text, spans: kept.map((span) => ({ ...span, role: ROLES[span.role] })) };
  });
}
