import { ALWAYS, type Circuit, copies, type Feature, type Prompt } from "../describe.ts";
import { all, code, dimension, wordClass } from "../stream.ts";
import { wordsOf } from "../vocabulary.ts";

/** Five of the fifteen things each. */
export const FEELINGS = [
  { name: "danger", word: "afraid" },
  { name: "food", word: "hungry" },
  { name: "cold", word: "cold" },
] as const;

export type FeelingName = (typeof FEELINGS)[number]["name"];

/**
 * Three unit vectors in two dimensions, 120° apart: each two have inner product −1/2, their
 * interference.
 */
export function feeling(space: "feeling" | "felt", name: FeelingName): Feature {
  const [x, y] = TRIANGLE[name];
  return { [`${space}/x`]: x, [`${space}/y`]: y };
}

const TRIANGLE: Readonly<Record<FeelingName, readonly [number, number]>> = {
  danger: [1, 0],
  food: [-1 / 2, Math.sqrt(3) / 2],
  cold: [-1 / 2, -Math.sqrt(3) / 2],
};

/**
 * Superposition (Elhage et al. 2022): three sparse features, fewer dimensions. `Mary saw the wolf and
 * felt` is continued with `afraid`.
 *
 * 1. Things carry one of three features that share two dimensions.
 * 2. A head of layer 2 looks from `felt` to the things before and copies those two dimensions.
 * 3. A neuron of layer 2 for each feature reads along it: where one feature is on, its own neuron
 *    fires at 1, the others are pushed below zero. Where two are on, each at half, interference
 *    leaves a quarter of each instead of a half.
 */
export const superposition: Circuit = {
  id: "feelings",
  title: { en: "Features in superposition", zh: "叠加的特征" },
  words: {
    felt: dimension("cue", "felt"),
    ...Object.fromEntries(
      wordsOf("thing").map((thing, i) => [
        thing,
        feeling("feeling", FEELINGS[Math.floor(i / 5)].name),
      ]),
    ),
  },
  heads: [
    {
      layer: 2,
      head: 2,
      role: "feeling-mover",
      matches: [
        { query: dimension("cue", "felt"), key: wordClass("token", "thing"), strength: 40 },
        { query: ALWAYS, key: dimension("first", "token"), strength: 20 },
      ],
      copies: copies(all("feeling"), all("felt"), 1),
      moves: { from: "thing", to: "end" },
    },
  ],
  neurons: FEELINGS.map(({ name, word }) => ({
    layer: 2,
    label: `${name} at “felt”`,
    when: [
      { feature: feeling("felt", name), weight: 1 },
      { feature: dimension("cue", "felt"), weight: 2 },
    ],
    threshold: 2,
    writes: [{ feature: code("output", word), gain: 8 }],
  })),
  prompts: Array.from({ length: 15 }, (_, i) => prompt(i)),
};

function prompt(i: number): Prompt {
  const other = (i + 5 + (i % 2) * 5) % 15;
  const tell = (thing: number): string =>
    `${wordsOf("name")[(4 * i) % 15]} saw the ${wordsOf("thing")[thing]} and felt`;
  const feelingOf = (thing: number): string => FEELINGS[Math.floor(thing / 5)].word;
  return {
    clean: tell(i),
    corrupted: tell(other),
    answer: feelingOf(i),
    wrong: feelingOf(other),
    roles: { thing: 4, end: 6 },
  };
}
