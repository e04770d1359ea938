import { VitrineError } from "../errors.ts";
import type { CommonOptions } from "../methods/context.ts";
import { numbers } from "../methods/shared/tensors.ts";
import { tokenText } from "../methods/shared/tokens.ts";
import type { Model, PreparedRow, Row } from "../model/types.ts";
import { generator } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type LikelyToken, otherTokens } from "./likely-tokens.ts";

/** A row, and the same row with one token replaced. */
export interface CorruptedPartner {
  readonly clean: Row;
  readonly corrupted: Row;
  readonly position: number;
  readonly original: string;
  readonly replacement: string;
}

/**
 * The row with its token of largest attribution replaced by another one that the model finds likely
 * at that place, drawn with the seed. Rows are ids, so that both have the same length. In a causal
 * model the last token stays, if there is another: replaced there, its own stream alone restores
 * everything at every layer, and patching tells nothing.
 *
 * @param scores - `[pos]`.
 * @throws VitrineError `BAD_INPUT` if the row has only special tokens.
 */
export async function corruptedPartner(
  model: Model,
  input: string | Row,
  scores: Tensor,
  { seed = 0, edits = [], signal }: Pick<CommonOptions, "seed" | "edits" | "signal">,
): Promise<CorruptedPartner> {
  const [row] = model.prepare(input);
  const position = strongestPosition(row, scores, model.isCausal);
  const { ids } = row;
  const others = await otherTokens(model, row, position, {
    edits,
    ...(signal === undefined ? {} : { signal }),
  });
  const id = draw(others, seed);
  return {
    clean: { ids },
    corrupted: { ids: ids.with(position, id) },
    position,
    original: tokenText(model, ids[position]),
    replacement: tokenText(model, id),
  };
}

function strongestPosition({ units }: PreparedRow, scores: Tensor, keepLast: boolean): number {
  const values = numbers(scores);
  const own = [...units.keys()].filter((position) => units[position].special !== true);
  const open = keepLast && own.length > 1 ? own.filter((at) => at < units.length - 1) : own;
  if (open.length === 0) {
    throw new VitrineError(
      "BAD_INPUT",
      "inspect: the text has no tokens of its own to alter; expected one at least.",
    );
  }
  const size = (position: number): number => Math.abs(values[position]);
  return open.reduce((best, position) => (size(position) > size(best) ? position : best));
}

/** One of the tokens, as likely as its weight says. */
function draw(tokens: readonly LikelyToken[], seed: number): number {
  const total = tokens.reduce((sum, { weight }) => sum + weight, 0);
  let rest = generator(seed).uniform() * total;
  for (const { id, weight } of tokens) {
    rest -= weight;
    if (rest < 0) return id;
  }
  return tokens[tokens.length - 1].id;
}
