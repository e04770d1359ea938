import type { RandomGenerator } from "vitrine";
import { months, weekdays } from "../../lexicon/times.ts";
import { names } from "../../lexicon/people.ts";
import { spots } from "../../lexicon/places.ts";
import { animals, colours, foods, objects } from "../../lexicon/things.ts";
import { pick, sample } from "../../random.ts";
import { expand, join, type Slots } from "../../template.ts";
import { CLOSINGS, OPENINGS, SENTENCES } from "./prose.ts";

const RELATIVES = "mother father brother sister uncle aunt cousin grandmother grandfather".split(
  " ",
);
const FURNITURE = "bed table shelf stove piano desk cupboard window stairs".split(" ");
const MEALS = ["bread", "cheese", "honey", "butter", "milk", "tea"];

/** Thrown-together particulars of somebody's life: a page of a diary or a letter. */
export function page(random: RandomGenerator): ReturnType<typeof join> {
  const body = sample(random, SENTENCES, 3 + random.integer(2));
  const templates = [pick(random, OPENINGS), ...body, pick(random, CLOSINGS)];
  return join(templates.map((template) => expand(template, particulars(random), random)));
}

/** Fresh ones for every sentence. */
function particulars(random: RandomGenerator): Slots {
  const [name, person] = sample(random, names, 2);
  const [object, other] = sample(random, plainObjects, 2);
  const [spot, place] = sample(random, spots, 2);
  return {
    ...{ name, person, object, other, spot, place },
    ...{ animal: pick(random, animals), colour: pick(random, plainColours) },
    ...{ food: pick(random, foods), meal: pick(random, MEALS) },
    ...{ relative: pick(random, RELATIVES), furniture: pick(random, FURNITURE) },
    ...{ weekday: pick(random, weekdays), month: pick(random, months) },
    ...{ day: String(1 + random.integer(28)), clock: String(1 + random.integer(12)) },
    ...{ number: String(13 + random.integer(87)), few: String(2 + random.integer(8)) },
  };
}

const plainObjects = objects.filter((object) => object !== "drink");
/** Those that take “a”. */
const plainColours = colours.filter((colour) => colour !== "orange");
