import { ALWAYS, copies, pairs, type Circuit, type Neuron, type Prompt } from "../describe.ts";
import { all, code, dimension, items, wordClass } from "../stream.ts";
import { wordsOf } from "../vocabulary.ts";

type Relation = "capital" | "river";

const COUNTRIES = wordsOf("country");

/** What is so: every country's capital and river. */
export const facts: readonly {
  readonly subject: string;
  readonly relation: Relation;
  readonly object: string;
}[] = COUNTRIES.flatMap((subject, i) => [
  { subject, relation: "capital", object: wordsOf("city")[(3 * i + 1) % 8] },
  { subject, relation: "river", object: wordsOf("stream")[(5 * i + 2) % 8] },
]);

const rest = { query: ALWAYS, key: dimension("first", "token"), strength: 20 } as const;

/**
 * Facts: `the capital of Norland is` is continued with `Brask`.
 *
 * 1. Two heads of layer 1 look from `is` to the country, and to the word that says what is asked, and
 *    note both.
 * 2. One neuron of layer 1 for each fact fires where its country and its question meet, and writes the
 *    answer (Geva et al. 2021: MLPs as key–value memories).
 */
export const factMemory: Circuit = {
  id: "facts",
  title: { en: "Facts in an MLP", zh: "MLP 中的事实" },
  words: {
    is: dimension("cue", "is"),
    capital: dimension("relation", "capital"),
    river: dimension("relation", "river"),
  },
  heads: [
    {
      layer: 1,
      head: 2,
      role: "subject-mover",
      matches: [
        { query: dimension("cue", "is"), key: wordClass("token", "country"), strength: 40 },
        rest,
      ],
      copies: copies(items("token", COUNTRIES.length), all("subject"), 1),
      moves: { from: "subject", to: "end" },
    },
    {
      layer: 1,
      head: 3,
      role: "relation-mover",
      matches: [
        ...pairs([dimension("cue", "is")], [{ "relation/capital": 1, "relation/river": 1 }], 40),
        rest,
      ],
      copies: copies(all("relation"), all("asked"), 1),
      moves: { from: "relation", to: "end" },
    },
  ],
  neurons: facts.map(({ subject, relation, object }): Neuron => ({
    layer: 1,
    label: `${subject} ∧ ${relation}`,
    when: [
      { feature: dimension("subject", COUNTRIES.indexOf(subject)), weight: 2 },
      { feature: dimension("asked", relation), weight: 2 },
    ],
    threshold: 3,
    writes: [{ feature: code("output", object), gain: 8 }],
  })),
  prompts: facts.map(({ subject, relation }, i) =>
    factPrompt(subject, COUNTRIES[(COUNTRIES.indexOf(subject) + 1 + (i % 6)) % 8], relation),
  ),
};

function factPrompt(subject: string, other: string, relation: Relation): Prompt {
  const ask = (country: string): string => `the ${relation} of ${country} is`;
  const answer = (country: string): string =>
    facts.find((fact) => fact.subject === country && fact.relation === relation)!.object;
  return {
    clean: ask(subject),
    corrupted: ask(other),
    answer: answer(subject),
    wrong: answer(other),
    roles: { relation: 2, subject: 4, end: 5 },
  };
}
