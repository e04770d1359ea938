import { generator } from "vitrine";
import { SPECIALS } from "../tokenizer/files.ts";
import type { TokenRow } from "./batches.ts";
import { VOCABULARY } from "./models.ts";

/** Tokens of a drill. */
const LENGTH = 96;
/** Drills in a step of the first half. */
const ROWS = 6;

/**
 * Runs of random tokens, written again and again: from the second time on every token can be told by
 * looking back. In the world's texts one token in dozens needs that; beside them, drills keep a start at
 * looking back (`head-start.ts`) from being unlearned until the texts make use of it. They get fewer in
 * the second half and end at step `steps`. No word follows another more often than by chance, so that
 * nothing about the world is learned from them.
 */
export function drillRows(step: number, steps: number, seed: number): TokenRow[] {
  if (step >= steps) return [];
  const random = generator((seed << 20) + step);
  const count = Math.ceil(ROWS * Math.min(1, 2 * (1 - step / steps)));
  return Array.from({ length: count }, () => {
    const run = Array.from(
      { length: 4 + random.integer(28) },
      () => SPECIALS.length + random.integer(VOCABULARY - SPECIALS.length),
    );
    const row = Int32Array.from({ length: LENGTH }, (_, i) => run[i % run.length]);
    return Int32Array.from([SPECIALS.indexOf("<|endoftext|>"), ...row]);
  });
}
