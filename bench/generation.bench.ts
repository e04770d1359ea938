import type { GenerateOptions, Model } from "vitrine";
import { gpt2Small, randomCheckpoint, randomIds } from "./shared/gpt2-small.ts";
import { HandDecoder } from "./shared/hand-decoder.ts";
import { interleave, ratio, type Times } from "./shared/interleave.ts";
import type { Bench, BenchRow } from "./shared/row.ts";

const PROMPT = 32;
const ROUNDS = 120;
const CAPTURE = ["blocks.6.hook_resid_post"];

/**
 * Greedy decoding with a cache, token by token in turns: pre-packed and bound, each with one
 * capture too, against a decoder written by hand.
 */
export const bench: Bench = async () => {
  const weights = randomCheckpoint();
  const hand = await HandDecoder.create(weights);
  const prepacked = await gpt2Small(weights, { prepack: true });
  const bound = await gpt2Small(weights);
  const [prompt] = randomIds(1, PROMPT);
  const streams = {
    hand: hand.stream(prompt),
    prepacked: tokens(prepacked, prompt),
    prepackedCapture: tokens(prepacked, prompt, { capture: CAPTURE }),
    bound: tokens(bound, prompt),
    boundCapture: tokens(bound, prompt, { capture: CAPTURE }),
  };
  const written: Record<string, number[]> = {};
  const steps = Object.entries(streams).map(([name, stream]) => {
    const ids: number[] = (written[name] = []);
    return [name, async () => ids.push((await stream.next()).value as number)] as const;
  });
  const times = await interleave(Object.fromEntries(steps), { rounds: ROUNDS });
  await Promise.all(Object.values(streams).map((stream) => stream.return(0)));
  await Promise.all([hand.release(), prepacked.close(), bound.close()]);
  return rows(times, `hand ${Math.min(...times.hand).toFixed(1)} ms a token, ${same(written)}`);
};

async function* tokens(
  model: Model,
  prompt: readonly number[],
  options: GenerateOptions = {},
): AsyncGenerator<number> {
  const all = { maxNewTokens: 1000, stopAtEos: false, ...options };
  for await (const { ids } of model.generateStream({ ids: prompt }, all)) yield ids[0]!;
}

function rows(times: Readonly<Record<string, Times>>, note: string): BenchRow[] {
  const row = (what: string, a: string, b: string, target: number): BenchRow => ({
    what: `generation: ${what}`,
    unit: "x",
    target,
    ...ratio(times[a], times[b]),
  });
  return [
    { ...row("pre-packed / by hand", "prepacked", "hand", 1.2), note },
    row("bound / pre-packed", "bound", "prepacked", 1.5),
    row("one capture / none, pre-packed", "prepackedCapture", "prepacked", 1.1),
    row("one capture / none, bound", "boundCapture", "bound", 1.1),
  ];
}

/** Whether all wrote what the decoder by hand did. */
function same(written: Readonly<Record<string, readonly number[]>>): string {
  const others = Object.keys(written).filter(
    (name) => written[name].join() !== written.hand.join(),
  );
  return others.length === 0 ? "same tokens" : `other tokens: ${others.join(", ")}`;
}
