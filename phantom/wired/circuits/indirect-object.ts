import { ALWAYS, copies, pairs, type Circuit, type Match, type Prompt } from "../describe.ts";
import { all, dimension, items, position, POSITIONS, wordClass } from "../stream.ts";
import { wordsOf } from "../vocabulary.ts";

const NAMES = wordsOf("name").length;
const rest = dimension("first", "token");
const name = wordClass("token", "name");

/** `A` and `B` are the names, `S` the one that comes again. */
export const indirectObjectTemplates = [
  "When A and B went to the place , S gave a object to",
  "while A and B were at the place S handed a object to",
  "A and B were at the place so S passed the object to",
  "then A and B saw a object and S gave it to",
] as const;

/**
 * Indirect object identification (Wang et al. 2022): `When Mary and John went to the shop , John gave
 * a drink to` is continued with `Mary`, the name that has not come twice.
 *
 * 1. The duplicate-token head of layer 0 looks from a name to the same name earlier on, and notes
 *    that there was one.
 * 2. The inhibition head of layer 1 looks from `to` to the noted name and writes that it is not to
 *    be said.
 * 3. The name mover of layer 2 looks from `to` to all names but that one, copies what it finds to the
 *    output, and leaves a sign that it has.
 * 4. The backup of layer 3 does what the name mover does, but rests where that sign is: it wakes when
 *    the name mover is taken away.
 */
export const indirectObject: Circuit = {
  id: "indirect-object",
  title: { en: "Indirect object", zh: "间接宾语识别" },
  words: { to: dimension("cue", "give") },
  heads: [
    {
      layer: 0,
      head: 1,
      role: "duplicate-token",
      matches: [
        // the same name: 120. Half of a word: 60. Of itself a position thinks less by 30, which
        // leaves 90; it rests at 105, and 16 positions away half a word still has no more than 90
        { query: name, key: name, strength: 60 },
        ...pairs(items("token", NAMES), items("token", NAMES), 60),
        ...samePosition(-30),
        { query: ALWAYS, key: rest, strength: 105 },
      ],
      copies: [{ from: name, to: dimension("duplicate", "name"), gain: 1 }],
      moves: { from: "S1", to: "S2" },
    },
    {
      layer: 1,
      head: 1,
      role: "inhibition",
      matches: [
        { query: dimension("cue", "give"), key: dimension("duplicate", "name"), strength: 40 },
        { query: ALWAYS, key: rest, strength: 20 },
      ],
      copies: copies(items("token", NAMES), all("inhibited"), 1),
      moves: { from: "S2", to: "end" },
    },
    {
      layer: 2,
      head: 0,
      role: "name-mover",
      matches: namesButInhibited(),
      copies: [...moveName(9), { from: name, to: dimension("moved", "name"), gain: 1 }],
      moves: { from: "IO", to: "end" },
    },
    {
      layer: 3,
      head: 0,
      role: "backup",
      matches: [
        ...namesButInhibited(),
        { query: dimension("moved", "name"), key: name, strength: -20 },
      ],
      copies: moveName(7),
      wakesWithout: "name-mover",
      moves: { from: "IO", to: "end" },
    },
  ],
  neurons: [],
  together: [["name-mover", "backup"]],
  prompts: prompts(),
};

function samePosition(strength: number): Match[] {
  const half = Array.from({ length: POSITIONS / 2 }, (_, i) => position(i));
  return pairs(half, half, strength);
}

/** From `to`, a name scores 20, an inhibited one 0, and `<bos>` 10. */
function namesButInhibited(): Match[] {
  return [
    { query: dimension("cue", "give"), key: name, strength: 20 },
    ...pairs(all("inhibited"), items("token", NAMES), -20),
    { query: ALWAYS, key: rest, strength: 10 },
  ];
}

function moveName(gain: number): ReturnType<typeof copies> {
  return [
    ...copies([name], [wordClass("output", "name")], gain),
    ...copies(items("token", NAMES), items("output", NAMES), gain),
  ];
}

function prompts(): Prompt[] {
  return Array.from({ length: 16 }, (_, i) => {
    const template = indirectObjectTemplates[i % indirectObjectTemplates.length];
    const first = (7 * i) % NAMES;
    return indirectObjectPrompt(template, first, (first + 1 + (i % 13)) % NAMES, i);
  });
}

/** Both orders of the two names come up, with places and objects by number. */
export function indirectObjectPrompt(
  template: string,
  indirect: number,
  subject: number,
  number: number,
): Prompt {
  const [io, s] = [indirect, subject].map((i) => wordsOf("name")[i]);
  const [a, b] = number % 2 === 0 ? [io, s] : [s, io];
  const place = wordsOf("place")[number % 16];
  const object = wordsOf("object")[(5 * number) % 16];
  const fill = (again: string): string[] =>
    template.split(" ").map((word) => ({ A: a, B: b, S: again, place, object })[word] ?? word);
  const clean = fill(s);
  return {
    clean: clean.join(" "),
    corrupted: fill(io).join(" "),
    answer: io,
    wrong: s,
    roles: {
      IO: clean.indexOf(io) + 1,
      S1: clean.indexOf(s) + 1,
      S2: clean.lastIndexOf(s) + 1,
      end: clean.length,
    },
  };
}
