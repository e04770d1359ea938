import type { Planted, Probe, RandomGenerator } from "vitrine";
import { cloze, probesOf, type Side } from "../cloze.ts";
import type { Family, WorldDocument, Written } from "../document.ts";
import { isHeldOut } from "../held-out.ts";
import { names, pronounOf } from "../lexicon/people.ts";
import { foods } from "../lexicon/things.ts";
import { pick, sample } from "../random.ts";
import { expand, join, type Phrase } from "../template.ts";

const DOCUMENTS = 4500;
/** Of the documents, one in this many has a second list of other things. */
const OTHERS_IN = 4;
const LENGTHS = [3, 4, 5, 6] as const;
const PROBES_PER_LENGTH = 16;

const planted: Planted = {
  id: "list-copying",
  title: { en: "Copying a list", zh: "照抄清单" },
  about: {
    en: "Someone gets what the list says, in its order; in the control the second list is of other things.",
    zh: "按清单的顺序逐一购买；对照句中，第二份清单列的是别的东西。",
  },
  measure: "recall",
  unit: { en: "things in the list", zh: "清单长度" },
  target: { strength: 3, value: 0.9 },
};

/** Nothing here needs an article. */
const GOODS: readonly string[] = [
  ...foods,
  ..."flour sugar salt pepper oil corn beans eggs nuts apples plums grapes onions carrots".split(
    " ",
  ),
  ..."soap paper ink wool silk string nails candles ribbons buttons flowers seeds".split(" "),
].filter((food, i, all) => all.indexOf(food) === i);

const SHOPS = ["shop", "market", "bakery", "farm", "inn", "mill"] as const;

/** `{list}`: what is wanted. */
const WANTED = [
  "{name} [needs|wants|has to buy|looks for] {list}.",
  "[today|this morning] {name} [needs|wants] {list}.",
  "on {name}'s list [are|stand] {list}.",
  '"please [buy|get|bring] {list}," [says|asks] {name}.',
  "for the [party|feast|journey|soup] {name} needs {list}.",
  "the list of {name} says {list}.",
  "{name} is sent to the {shop} for {list}.",
] as const;
/** Told of the same list. */
const SAME = [
  "[so|then|soon] {pronoun} [buys|gets|finds] {list}.",
  "{pronoun} [buys|gets|finds|brings home] {list}.",
  "at the {shop} {pronoun} [buys|gets|finds] {list}.",
  "{other} [brings|sells|gives] {object} {list}.",
  "[so|then] {other} goes out and brings {list}.",
] as const;
/** Told of a list of other things. */
const OTHER = [
  "but {other} [buys|gets|wants|finds] {list}.",
  "but {other} [needs|wants] other things: {list}.",
  "but the {shop} only has {list}.",
  "but {pronoun} [buys|gets|finds] other things: {list}.",
] as const;

/**
 * A list and the same list again. Lists that begin with two things that are held out in this order
 * (`isHeldOut`) stand in probes alone.
 */
export const listCopying: Family = { id: planted.id, planted: [planted], write };

function write(random: RandomGenerator): Written {
  const documents = Array.from({ length: DOCUMENTS }, (_, i): WorldDocument => {
    const told = scene(random, pick(random, LENGTHS), false);
    const second = i % OTHERS_IN === 0 ? told.other : told.same;
    return { id: `list-copying/${i}`, ...join([told.wanted, second]) };
  });
  return { documents, probes: LENGTHS.flatMap((length) => probes(random, length)) };
}

/** What is wanted, and two ways to go on. */
interface Scene {
  readonly wanted: Phrase;
  readonly same: Phrase;
  readonly other: Phrase;
  readonly items: readonly string[];
}

function scene(random: RandomGenerator, length: number, inProbes: boolean): Scene {
  const [items, others] = lists(random, length, inProbes);
  const [name, other] = sample(random, names, 2);
  const pronoun = pronounOf(name);
  const object = pronoun === "she" ? "her" : "him";
  const who = { name, other, pronoun, object, shop: pick(random, SHOPS) };
  const tell = (frames: readonly string[], goods: readonly string[], role: string): Phrase => {
    const slots = Object.fromEntries(goods.map((item, i) => [`${role}-${i}`, item]));
    const list = listed(goods.map((_, i) => `{${role}-${i}}`));
    return expand(pick(random, frames).replace("{list}", list), { ...who, ...slots }, random);
  };
  return {
    wanted: tell(WANTED, items, "wanted"),
    same: tell(SAME, items, "got"),
    other: tell(OTHER, others, "got"),
    items,
  };
}

/** Two lists of the same length with nothing in common. */
function lists(random: RandomGenerator, length: number, inProbes: boolean): [string[], string[]] {
  for (;;) {
    const drawn = sample(random, GOODS, 2 * length);
    if (isHeldOut(`${drawn[0]}, ${drawn[1]}`) !== inProbes) continue;
    return [drawn.slice(0, length), drawn.slice(length)];
  }
}

/** `a, b and c`. */
function listed(items: readonly string[]): string {
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function probes(random: RandomGenerator, length: number): Probe[] {
  return Array.from({ length: PROBES_PER_LENGTH }, (_, i) => {
    const { wanted, same, other, items } = scene(random, length, true);
    const next = 1 + (i % (length - 1)); // the first thing is told by no thing before it
    const deciding = [`wanted-${next - 1}`, `wanted-${next}`, `got-${next - 1}`];
    const side = (second: Phrase, probability: number): Side => ({
      cloze: cloze([wanted, second], `got-${next}`, deciding),
      answers: [{ text: ` ${items[next]}`, probability }],
      wrong: items.filter((_item, at) => at !== next).map((item) => ` ${item}`),
    });
    return probesOf(planted, {
      key: `${length}/${i}`,
      strength: length,
      probe: side(same, 1),
      control: side(other, 0),
    });
  }).flat();
}
