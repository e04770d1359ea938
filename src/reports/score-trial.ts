import type { Truth } from "../bundled/read-truth.ts";
import type { Method } from "../methods/define.ts";
import type { Claim, Trial } from "../methods/recovery.ts";
import type { Model } from "../model/types.ts";
import { generator } from "../tensor/random.ts";
import { type Measured, measureFindings } from "./score-measures.ts";

/** What a round is made on. */
export interface Round {
  readonly model: Model;
  readonly truth: Truth;
  /** Seed of the words' order; null for texts as they are. */
  readonly shuffle: number | null;
  readonly signal: AbortSignal | undefined;
}

/** What a round gave, and what it cost. */
export interface RoundResult extends Measured {
  readonly seconds: number;
  /** Model rows run. */
  readonly rows: number;
}

/** Runs a claim once. */
export async function runRound(
  method: Method,
  claim: Claim,
  { model, truth, shuffle, signal }: Round,
): Promise<RoundResult> {
  let rows = 0;
  const trial: Trial = {
    model,
    truth,
    text: shuffle === null ? (text) => text : (text) => shuffled(text, shuffle),
    run: async (subject, options) => {
      const result = await method.run(subject, { ...options, ...(signal && { signal }) });
      rows += Number(result.evidence.rows);
      return result;
    },
  };
  const started = performance.now();
  const findings = await claim.recover(trial);
  const seconds = (performance.now() - started) / 1000;
  return { ...measureFindings(claim.measure, findings), seconds, rows };
}

/** A text's words in another order, the same for all texts of as many words. */
export function shuffled(text: string, seed: number): string {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length < 2) return text;
  const { permutation } = generator(seed);
  let order = permutation(words.length);
  while (order.every((to, from) => to === from)) order = permutation(words.length);
  return order.map((from) => words[from]).join(" ");
}
