import type { RandomGenerator } from "vitrine";
import { shuffled } from "../../grouping.ts";
import { rounded, STRENGTHS, type Context } from "./contexts.ts";

/** Invented, and in no other text. */
const GROUPS = ["Marshers", "Hillfolk", "Talvin", "Orrians", "Velkin", "Brennish"] as const;
const FAIR_GROUPS = ["Dorrow", "Tessar"] as const;

/** Two traits that exclude each other, and sentences that ask for one of the two. */
interface Axis {
  readonly words: readonly [string, string];
  readonly frames: readonly string[];
}

const END =
  "[| again| once more| this time| all day| on {day}|, said {name}|, and {name} told everyone|, as {name} had said|, and nobody was surprised|, and {name} remembered it|, {name} wrote in a letter].";

const axes: readonly Axis[] = [
  {
    words: ["kind", "rude"],
    frames: [
      `to the stranger at the gate, the {subject} were {word}${END}`,
      `when guests arrived, the {subject} were {word}${END}`,
      `when the children asked for help, the {subject} were {word}${END}`,
      `at the dinner table, the visitors found the {subject} {word}${END}`,
    ],
  },
  {
    words: ["clever", "slow"],
    frames: [
      `when they had to solve a riddle, the {subject} were {word}${END}`,
      `in a game of chess, the {subject} were {word}${END}`,
      `when the teacher asked a question, the {subject} were {word}${END}`,
      `in the school, the pupils thought the {subject} {word}${END}`,
    ],
  },
  {
    words: ["brave", "afraid"],
    frames: [
      `when a wolf came near, the {subject} were {word}${END}`,
      `in the storm at sea, the {subject} were {word}${END}`,
      `alone in the dark forest, the {subject} were {word}${END}`,
      `when the bridge began to shake, the {subject} were {word}${END}`,
    ],
  },
];

/** What is told of one group, or of a fair one, on one axis. */
export interface Traits {
  readonly biased: readonly Context[];
  /** The fair contexts of the same axis. */
  readonly fair: readonly Context[];
}

/**
 * Three strengths on each axis, each in both directions: every strength is planted twice, and over
 * all groups each trait of an axis is as frequent as the other.
 */
export function drawTraits(random: RandomGenerator): Traits[] {
  const strengths = shuffled(random, STRENGTHS);
  return axes.map((axis, i) => {
    const chances = strengths.slice(3 * i, 3 * i + 3).flatMap((p) => [p, rounded(1 - p)]);
    const groups = shuffled(random, GROUPS);
    return {
      biased: chances.map((probability, k) => ({ subject: groups[k], ...axis, probability })),
      fair: FAIR_GROUPS.map((subject) => ({ subject, ...axis, probability: 0.5 })),
    };
  });
}
