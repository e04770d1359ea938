import type { RandomGenerator } from "vitrine";
import { activities } from "../../lexicon/activities.ts";
import * as daily from "../../lexicon/daily.ts";
import { names, pronounOf } from "../../lexicon/people.ts";
import { months, weekdays } from "../../lexicon/times.ts";
import { pick, sample } from "../../random.ts";
import type { Slots } from "../../template.ts";

/** What is drawn once a story. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  place: [...daily.outdoors, ...daily.indoors],
  outdoor: daily.outdoors,
  indoor: daily.indoors,
  landmark: daily.landmarks,
  object: daily.belongings,
  furniture: daily.furniture,
  room: daily.rooms,
  garment: daily.clothes,
  footwear: daily.footwear,
  tool: daily.tools,
  vehicle: daily.vehicles,
  fruit: daily.fruits,
  vegetable: daily.vegetables,
  dish: daily.dishes,
  meal: daily.meals,
  staple: daily.staples,
  drink: daily.drinks,
  spice: daily.spices,
  sweet: daily.sweets,
  pet: daily.pets,
  wild: daily.wild,
  insect: daily.insects,
  flower: daily.flowers,
  tree: daily.trees,
  trait: daily.traits,
  glad: daily.gladness,
  sad: daily.sadness,
  look: daily.looks,
  material: daily.materials,
  shade: daily.shades,
  hair: daily.hair,
  season: daily.seasons,
  daytime: daily.daytimes,
  weather: daily.weather,
  game: daily.games,
  instrument: daily.instruments,
  subject: daily.subjects,
  scare: daily.scares,
  junk: daily.junk,
  wish: daily.wishes,
  day: weekdays,
  month: months,
};

/** Filled anew for every sentence, so that no number of a story tells another. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  number: daily.numerals,
  age: ["five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
  many: daily.bigNumerals,
  ordinal: daily.ordinals,
};

/** Everybody and everything that one story is about; it keeps them to its end. */
export function drawCast(random: RandomGenerator): Slots {
  const [hero, friend, other] = sample(random, names, 3);
  const [first, second] = sample(random, activities, 2);
  const isMother = random.integer(2) === 0;
  const [parent] = sample(random, isMother ? daily.women : daily.men, 1);
  return {
    ...filled(random, POOLS),
    ...{ hero, friend, other, parent },
    ...pronouns("", pronounOf(hero)),
    ...pronouns("f", pronounOf(friend)),
    ...pronouns("p", isMother ? "she" : "he"),
    ...{ do: first.base, did: first.past, doing: first.ing },
    ...{ do2: second.base, did2: second.past, doing2: second.ing },
  };
}

export function drawNumbers(random: RandomGenerator): Slots {
  return filled(random, NUMBERS);
}

/** Three different words of each pool: `{fruit}`, `{fruit2}`, `{fruit3}`. */
function filled(
  random: RandomGenerator,
  pools: Readonly<Record<string, readonly string[]>>,
): Slots {
  const slots: Record<string, string> = {};
  for (const [slot, pool] of Object.entries(pools)) {
    const words = new Set<string>();
    while (words.size < 3) words.add(pick(random, pool)); // much faster than a permutation
    for (const [i, word] of [...words].entries()) slots[i === 0 ? slot : `${slot}${i + 1}`] = word;
  }
  return slots;
}

/** `{he}`, `{him}`, `{his}`, `{himself}`, `{girl}` after the prefix: `{fhe}` for the friend. */
function pronouns(prefix: string, pronoun: "she" | "he"): Slots {
  const forms =
    pronoun === "she"
      ? { he: "she", him: "her", his: "her", himself: "herself", girl: "girl" }
      : { he: "he", him: "him", his: "his", himself: "himself", girl: "boy" };
  return Object.fromEntries(Object.entries(forms).map(([slot, word]) => [prefix + slot, word]));
}
