import { ALWAYS, copies, pairs, type Circuit, type Prompt } from "../describe.ts";
import { all, dimension, position, POSITIONS } from "../stream.ts";
import { wordsOf } from "../vocabulary.ts";

/**
 * Induction (Elhage et al. 2021): `A B … A` is continued with `B`.
 *
 * 1. The previous-token head of layer 0 lets each position look one back and note the word there.
 * 2. The induction head of layer 1 looks for a position whose noted word is the word here, that is
 *    for what followed this word before, and copies that word to the output.
 *
 * Finding none, it rests on `<bos>`, which holds no word.
 */
export const induction: Circuit = {
  id: "induction",
  title: { en: "Induction", zh: "归纳（重复前文）" },
  heads: [
    {
      layer: 0,
      head: 0,
      role: "previous-token",
      matches: oneBack(32),
      copies: copies(all("token"), all("previous"), 1),
      moves: { from: "follower − 1", to: "follower" },
    },
    {
      layer: 1,
      head: 0,
      role: "induction",
      matches: [
        // a whole word matches twice, by class and by place: 64; half a word, 32
        ...pairs(all("token"), all("previous"), 32),
        { query: ALWAYS, key: dimension("first", "token"), strength: 48 },
      ],
      copies: copies(all("token"), all("output"), 5),
      moves: { from: "follower", to: "end" },
    },
  ],
  neurons: [],
  prompts: [...sequences("colour", 3), ...sequences("shape", 7)],
};

/** A query matches the key one position before it. */
function oneBack(strength: number): ReturnType<typeof pairs> {
  const half = Array.from({ length: POSITIONS / 2 }, (_, i) => i);
  return pairs(
    half.map((i) => position(i + 1)),
    half.map((i) => position(i)),
    strength,
  );
}

/** Runs of different words, then one of them again; in the partner its first occurrence is missing. */
function sequences(from: "colour" | "shape", step: number): Prompt[] {
  const words = wordsOf(from);
  return [6, 7, 8, 9, 10, 11].map((length, i) => {
    const run = Array.from({ length }, (_, k) => words[(i + step * k) % words.length]);
    const at = (2 * i) % (length - 2);
    const missing = words[(i + step * length) % words.length];
    return {
      clean: [...run, run[at]].join(" "),
      corrupted: [...run.with(at, missing), run[at]].join(" "),
      answer: run[at + 1],
      wrong: run[(at + 3) % length],
      roles: { "follower − 1": at + 1, follower: at + 2, end: length + 1 },
    };
  });
}
