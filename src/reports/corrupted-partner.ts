import { VitrineError } from "../errors.ts";
import type { CommonOptions } from "../methods/context.ts";
import { distributionOf, probability } from "../methods/shared/distribution.ts";
import { numbers } from "../methods/shared/tensors.ts";
import { tokenText, tokenizerOf } from "../methods/shared/tokens.ts";
import type { Model, PreparedRow, Row } from "../model/types.ts";
import { generator } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";

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
  const at = model.isCausal ? position - 1 : position;
  const ids = [...row.ids];
  const { logits } = await model.run(
    { ids },
    { logits: [Math.max(0, at)], edits, ...(signal === undefined ? {} : { signal }) },
  );
  // Nothing comes before the first token: every other token is as good there.
  const weights = at < 0 || logits === null ? () => 1 : probabilities(logits);
  const id = draw(candidates(model, ids[position]), weights, seed);
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

function probabilities(logits: Tensor): (id: number) => number {
  const distribution = distributionOf(numbers(logits));
  return (id) => probability(distribution, id);
}

/** Every other token that stands for text. */
function candidates(model: Model, original: number): number[] {
  const special = new Set<number | null>(Object.values(tokenizerOf(model)?.specialIds ?? {}));
  const { dVocab } = model.config;
  return Array.from({ length: dVocab }, (_, id) => id).filter((id) => {
    return id !== original && !special.has(id) && tokenText(model, id).trim() !== "";
  });
}

/** One of the ids, as likely as its weight says. */
function draw(ids: readonly number[], weight: (id: number) => number, seed: number): number {
  const total = ids.reduce((sum, id) => sum + weight(id), 0);
  let rest = generator(seed).uniform() * total;
  for (const id of ids) {
    rest -= weight(id);
    if (rest < 0) return id;
  }
  return ids[ids.length - 1];
}
