import { ALWAYS, type Circuit, type Neuron, type Prompt } from "../describe.ts";
import { code, dimension, POSITIONS, times } from "../stream.ts";

/** One bracket is open; `?` is that bracket, and a word in the partner. */
const TEXTS = [
  "( red ) blue ? green ( pink ) .",
  "red ( ) ? blue ( ( green ) ) .",
  "( red ) ? blue .",
  "? red ( blue ) green .",
  "( red ? blue ) green .",
  "( ( red ) ) ? blue green .",
  "? ( red ( blue ) ) green .",
  "( red ( blue ? green ) ) .",
  "? red blue green gold pink .",
  "( ) ( ) ( ) ? red .",
  "red ( blue ) green ( gold ) ? pink grey .",
  "? ( ( ( red ) ) ) blue ( green ) .",
] as const;

/**
 * Bracket counting: a full stop is followed by `)` while a bracket is open, else by `end`.
 *
 * 1. The counter of layer 2 rests on `<bos>`, but from a full stop it looks at all positions alike and
 *    averages the brackets' signs: with n positions and `open` brackets open it notes open / n.
 * 2. Two neurons of layer 2 make a step of 40 · depth: one fires above 1/4, the other, against it,
 *    above 5/4, which is where one open bracket among 32 positions, the least there can be, stands.
 */
export const brackets: Circuit = {
  id: "brackets",
  title: { en: "Bracket counting", zh: "括号计数" },
  words: {
    "(": dimension("bracket", "sign"),
    ")": times(dimension("bracket", "sign"), -1),
    ".": dimension("cue", "stop"),
  },
  heads: [
    {
      layer: 2,
      head: 1,
      role: "bracket-counter",
      matches: [
        { query: ALWAYS, key: dimension("first", "token"), strength: 12 },
        { query: dimension("cue", "stop"), key: dimension("first", "token"), strength: -12 },
      ],
      copies: [{ from: dimension("bracket", "sign"), to: dimension("depth", "mean"), gain: 1 }],
      moves: { from: "brackets", to: "end" },
    },
  ],
  neurons: [open("a bracket is open", 1 / 4, 4), open("more than one in 32", 5 / 4, -4), stop()],
  prompts: prompts(),
};

function open(label: string, above: number, gain: number): Neuron {
  return {
    layer: 2,
    label,
    when: [{ feature: dimension("depth", "mean"), weight: (POSITIONS * 5) / 4 }],
    threshold: above,
    writes: [{ feature: code("output", ")"), gain }],
  };
}

function stop(): Neuron {
  return {
    layer: 2,
    label: "a full stop",
    when: [{ feature: dimension("cue", "stop"), weight: 1 }],
    threshold: 0,
    writes: [{ feature: code("output", "end"), gain: 2 }],
  };
}

function prompts(): Prompt[] {
  return TEXTS.map((text) => ({
    clean: text.replace("?", "("),
    corrupted: text.replace("?", "black"),
    answer: ")",
    wrong: "end",
    roles: { open: text.split(" ").indexOf("?") + 1, end: text.split(" ").length },
  }));
}
