import type { Target } from "vitrine";
import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { interleave, ratio } from "./shared/interleave.ts";
import type { Bench } from "./shared/row.ts";

const TARGET: Target = { kind: "logit", id: 42, position: -1 };
const WRT = ["hook_embed"];

/**
 * Forward and gradient at the embeddings of one logit per row, against forward with all logits.
 * Capturing what is unembedded makes the gradient's graph compute every logit too.
 */
export const bench: Bench = async () => {
  const model = await gpt2Small(randomCheckpoint());
  const ids = randomIds(8, 32);
  const times = await interleave(
    {
      forward: () => model.run({ ids }),
      whole: () =>
        model.gradient({ ids }, { target: TARGET, wrt: WRT, capture: ["unembed.hook_out"] }),
      position: () => model.gradient({ ids }, { target: TARGET, wrt: WRT }),
    },
    { rounds: 10 },
  );
  await model.close();
  const what = "forward and gradient B8 S32 / forward";
  return [
    {
      what: `${what}: all logits`,
      unit: "x",
      target: 2.1,
      ...ratio(times.whole, times.forward),
      note: `forward ${Math.min(...times.forward).toFixed(0)} ms`,
    },
    {
      what: `${what}: one position`,
      unit: "x",
      target: 1.5,
      ...ratio(times.position, times.forward),
    },
  ];
};
