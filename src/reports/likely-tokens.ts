import { distributionOf, probability } from "../methods/shared/distribution.ts";
import { numbers } from "../methods/shared/tensors.ts";
import { tokenText, tokenizerOf } from "../methods/shared/tokens.ts";
import type { Edit } from "../model/edit.ts";
import type { Model, PreparedRow } from "../model/types.ts";

/** A token that could stand at a place, and how likely the model finds it there. */
export interface LikelyToken {
  readonly id: number;
  /** All equal where nothing comes before that the model could go by. */
  readonly weight: number;
}

/** Every other token that stands for text, by id. */
export async function otherTokens(
  model: Model,
  { ids }: PreparedRow,
  position: number,
  { edits = [], signal }: { readonly edits?: readonly Edit[]; readonly signal?: AbortSignal },
): Promise<readonly LikelyToken[]> {
  const weight = await weightsAt(model, ids, position, edits, signal);
  const special = new Set<number | null>(Object.values(tokenizerOf(model)?.specialIds ?? {}));
  return Array.from({ length: model.config.dVocab }, (_, id) => id)
    .filter((id) => id !== ids[position] && !special.has(id) && tokenText(model, id).trim() !== "")
    .map((id) => ({ id, weight: weight(id) }));
}

/** In a causal model the logits before the place; in a masked one those at it. */
async function weightsAt(
  model: Model,
  ids: readonly number[],
  position: number,
  edits: readonly Edit[],
  signal: AbortSignal | undefined,
): Promise<(id: number) => number> {
  const at = model.isCausal ? position - 1 : position;
  const options = { logits: [Math.max(0, at)], edits, ...(signal === undefined ? {} : { signal }) };
  const { logits } = await model.run({ ids }, options);
  if (at < 0 || logits === null) return () => 1;
  const distribution = distributionOf(numbers(logits));
  return (id) => probability(distribution, id);
}
