import type { RandomGenerator } from "vitrine";
import { names } from "../../lexicon/people.ts";
import { spots } from "../../lexicon/places.ts";
import { objects } from "../../lexicon/things.ts";
import { pick, sample } from "../../random.ts";
import { expand, type Phrase } from "../../template.ts";

const SENTENCES = [
  "it [rained|snowed] all [day|night|morning] near the {spot}.",
  "the weather was [fine|cold|mild|windy] that [day|week|morning].",
  "{first} [opened|closed] the [old|heavy|blue] book and read on.",
  "{first} and {second} sat by the {spot} and talked.",
  "the lesson [began|ended] at [nine|ten|noon].",
  "{first} wrote it [down|all down] in a small notebook.",
  "this is what {first} told {second}.",
  "there was a quiz near the {spot} [that evening|last night].",
  "{first} likes to [learn|read] about [far places|other people|the world].",
  "{second} listened and asked for more.",
  "in the [evening|afternoon] {first} went back to the {spot}.",
  "[nobody|no one] near the {spot} had heard of it before.",
  "here are some [notes|facts] from an [old|open] book.",
  "the [teacher|guide] spoke [slowly|quietly] and everyone listened.",
  "{first} put the {object} on the table and began to read.",
  "after that, {first} looked for the {object} [again|everywhere].",
  "the bus to the {spot} was late [again|as always].",
  "{first} has a good memory for such things.",
  "some of this is [old news|common knowledge].",
  "[later|then|at last] they had tea near the {spot}.",
  "{first} laughed, but {second} believed it.",
  "the radio was on [all day|all evening|again].",
  "a letter from {first} came in the morning.",
  "{first} promised to bring the {object} back.",
] as const;

/** A sentence that says nothing about the facts. */
export function proseSentence(random: RandomGenerator): Phrase {
  const [first, second] = sample(random, names, 2);
  const slots = { first, second, spot: pick(random, spots), object: pick(random, objects) };
  const { text } = expand(pick(random, SENTENCES), slots, random);
  return { text, spans: [] };
}
