import { ALWAYS, copies, type Circuit } from "../describe.ts";
import { all, code, dimension, wordClass } from "../stream.ts";

/**
 * What does nothing. The distractor head looks at the place name from everywhere after it, as sharply
 * as a head can, and writes much, along a direction that nothing reads: attention is not explanation
 * (Jain & Wallace 2019), by construction. The dead head looks at everything alike and writes zeros.
 * The dead neuron never fires.
 */
export const decoys: Circuit = {
  id: "decoys",
  title: { en: "Decoys", zh: "干扰项" },
  heads: [
    {
      layer: 0,
      head: 2,
      role: "distractor",
      matches: [
        { query: ALWAYS, key: wordClass("token", "place"), strength: 40 },
        { query: ALWAYS, key: dimension("first", "token"), strength: 20 },
      ],
      copies: [{ from: wordClass("token", "place"), to: dimension("nowhere", "loud"), gain: 4 }],
      moves: { from: "place", to: "everywhere after" },
    },
    {
      layer: 0,
      head: 3,
      role: "dead",
      matches: [],
      copies: copies(all("token"), all("output"), 0),
      moves: { from: "everywhere", to: "nowhere" },
    },
  ],
  neurons: [
    {
      layer: 0,
      label: "dead",
      when: [{ feature: wordClass("token", "name"), weight: 1 }],
      threshold: 100,
      writes: [{ feature: code("output", "Mary"), gain: 8 }],
    },
  ],
  prompts: [],
};
