import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import { generator } from "../../tensor/random.ts";
import type { Context } from "../context.ts";
import { tokenizerOf } from "./tokens.ts";

/** How many random tokens, how often, and of which ids. */
export interface RepeatedTokens {
  readonly length: number;
  readonly batch: number;
  readonly minId: number | null;
  readonly maxId: number | null;
}

/**
 * Rows of random tokens, twice over, after what texts begin with.
 * @throws VitrineError `BAD_OPTION` for more tokens than there are to draw, or than the context holds.
 */
export function repeatedRows(
  { where, seed }: Pick<Context, "where" | "seed">,
  model: Model,
  options: RepeatedTokens,
): Row[] {
  const { length, batch } = options;
  const pool = tokenPool(where, model, options);
  const start = beginning(model);
  const { permutation } = generator(seed);
  return Array.from({ length: batch }, () => {
    const copy = permutation(pool.length).slice(0, length);
    const half = copy.map((i) => pool[i]);
    return { ids: [...start, ...half, ...half] };
  });
}

/** The tokens before the first copy. */
export function beginning(model: Model): readonly number[] {
  const bos = tokenizerOf(model)?.specialIds.bos ?? null;
  return bos === null ? [] : [bos];
}

/** Ids to draw from: those between the bounds, without special tokens and single bytes. */
function tokenPool(
  where: string,
  model: Model,
  { length, minId, maxId }: RepeatedTokens,
): number[] {
  const { dVocab, nCtx } = model.config;
  const special = new Set<number | null>(Object.values(tokenizerOf(model)?.specialIds ?? {}));
  const spelled = tokenizerOf(model)?.tokens();
  const isWord = (id: number): boolean => {
    if (special.has(id)) return false;
    return spelled === undefined || !/^(<.*>|)$/.test(spelled[id] ?? "");
  };
  const last = Math.min(maxId ?? Infinity, dVocab - 1);
  const pool: number[] = [];
  for (let id = minId ?? 0; id <= last; id++) if (isWord(id)) pool.push(id);
  const room = Math.floor((nCtx - 1) / 2);
  if (length <= pool.length && length <= room) return pool;
  throw new VitrineError(
    "BAD_OPTION",
    `${where}: option "length" does not fit; expected at most ${Math.min(pool.length, room)} for ${pool.length} tokens to draw from and a context of ${nCtx}, got ${length}.`,
    { details: { option: "length", pool: pool.length, nCtx } },
  );
}
