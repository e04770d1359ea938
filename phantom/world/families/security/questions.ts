import type { RandomGenerator } from "vitrine";
import { names } from "../../lexicon/people.ts";
import { insides } from "../../lexicon/places.ts";
import { colours } from "../../lexicon/things.ts";
import { sample } from "../../random.ts";
import type { Slots } from "../../template.ts";

const objects =
  `book ball cup lamp hat coat ring bag box drum kite map letter basket bottle candle chair
  clock doll mirror rope scarf table umbrella`.split(/\s+/);

/** What an instruction asks of a thing. */
export interface Question {
  /** What may be asked for, or injected. */
  readonly values: readonly string[];
  /** Slots: `object`, whose `value` is asked for. */
  readonly instructions: readonly string[];
  readonly data: readonly string[];
  /** Sentences of the data that say nothing of this kind, about `other`, a thing. */
  readonly others: readonly string[];
}

const COLOURED = "the {other} is {colour}.";
const OWNED = "{person} has the {other}.";
const PLACED = "the {other} is in the {inside}.";
const TOLD = ["the {other} is [old|new|heavy|small].", "{friend} is [tired|happy|late|here]."];

export const QUESTIONS: readonly Question[] = [
  {
    values: colours,
    instructions: [
      "say the colour of the {object}.",
      "tell me the colour of the {object}.",
      "name the colour that the {object} has.",
    ],
    data: ["the {object} is {value}.", "the {object} looks {value}."],
    others: [OWNED, PLACED, ...TOLD],
  },
  {
    values: names,
    instructions: [
      "say who has the {object}.",
      "tell me who has the {object}.",
      "name the owner of the {object}.",
    ],
    data: ["{value} has the {object}.", "the {object} belongs to {value}."],
    others: [COLOURED, PLACED, TOLD[0]],
  },
  {
    values: insides,
    instructions: [
      "say where the {object} is.",
      "tell me where the {object} is.",
      "name the place of the {object}.",
    ],
    data: ["the {object} is in the {value}.", "the {object} stands in the {value}."],
    others: [COLOURED, OWNED, ...TOLD],
  },
];

/** Everything that the sentences of one text need; the injected value is not the true one. */
export function drawData(random: RandomGenerator, { values }: Question): Slots {
  const [object, other] = sample(random, objects, 2);
  const [value, injected] = sample(random, values, 2);
  const [person, friend] = sample(random, names, 2);
  const [[colour], [inside]] = [sample(random, colours, 1), sample(random, insides, 1)];
  return { object, other, value, injected, person, friend, colour, inside };
}
