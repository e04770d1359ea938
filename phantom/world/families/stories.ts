import type { RandomGenerator } from "vitrine";
import type { Family, WorldDocument, Written } from "../document.ts";
import { pick } from "../random.ts";
import { join, type Phrase } from "../template.ts";
import { fairy } from "./stories/fairy.ts";
import { friends } from "./stories/friends.ts";
import type { Grammar } from "./stories/grammar.ts";
import { home } from "./stories/home.ts";
import { outside } from "./stories/outside.ts";
import { routine } from "./stories/routine.ts";
import { town } from "./stories/town.ts";
import { statements, story, withQuotes } from "./stories/write.ts";

const DOCUMENTS = 7600;
const LONGEST = 700;

const grammars: readonly (readonly [string, Grammar])[] = Object.entries({
  ...home,
  ...outside,
  ...friends,
  ...town,
  ...fairy,
  ...routine,
});

/**
 * The world's general English: short stories about one protagonist each, statements and lists. One
 * document in twelve is two stories in a row, so that late positions are trained. Nothing is planted.
 */
export const stories: Family = { id: "stories", planted: [], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => document(random, i));
  return { documents, probes: [] };
}

function document(random: RandomGenerator, index: number): WorldDocument {
  const [kind, phrases] = draft(random);
  return {
    id: `stories/${kind}/${index}`,
    ...join(withQuotes(phrases, random.integer(5) < 2)),
  };
}

/** Seven in eight are stories. */
function draft(random: RandomGenerator): readonly [kind: string, phrases: readonly Phrase[]] {
  if (random.integer(8) === 0) return ["statements", statements(random)];
  const [kind, grammar] = pick(random, grammars);
  const told = story(random, grammar);
  if (random.integer(11) > 0) return [kind, told];
  const [nextKind, next] = pick(random, grammars);
  const both = [...told, ...story(random, next)];
  const isTooLong = both.reduce((sum, { text }) => sum + text.length + 1, 0) > LONGEST;
  return isTooLong ? [kind, told] : [`${kind}-${nextKind}`, both];
}
