import type { Edit } from "../../model/edit.ts";
import type { Model, Row } from "../../model/types.ts";
import type { Context, ContextCase } from "../context.ts";
import { type Distribution, distributionOf, divergence } from "./distribution.ts";
import { logitsSite, sitesOf } from "./sites.ts";
import { numbers } from "./tensors.ts";

/** How a key is taken away, see `removeKey`. */
type KeyRemoval = "renormalise" | "value";

/** A head, or all those chosen of a layer. */
export interface HeadsOfLayer {
  readonly layer: number;
  readonly heads: readonly number[];
}

/** What is removed, and where it is looked for. */
export interface RemovalQuestion {
  readonly model: Model;
  readonly row: string | Row;
  readonly key: number;
  readonly removal: KeyRemoval;
  /** The queries other than the key that can see it. */
  readonly queries: readonly number[];
}

/** What a removal does to the next-token distribution of each of `queries`. */
interface RemovalEffect {
  /** KL(as it was ‖ without the key), nats, `[query]`. */
  readonly divergence: Float64Array;
  /** By how much ln p of the token that follows rises, `[query]`; NaN where none follows or the model looks both ways. */
  readonly logprob: Float64Array;
}

/** Masks a score as causal masks do: its softmax is exactly zero. */
const MASKED = -1e30;

/**
 * The edits that take a key away from some heads.
 *
 * - `renormalise`: its scores are masked before the softmax, so that the other keys share what it had.
 *   The key's own query keeps it: in a causal model the first token has nothing else to look at.
 * - `value`: A[q, key] is set to zero for every query and nothing is scaled up, which is the same as a
 *   value vector of zeros at the key, also where several heads share it.
 */
function removeKey(
  { model, key, removal, queries }: RemovalQuestion,
  parts: readonly HeadsOfLayer[],
): Edit[] {
  const kind = removal === "value" ? "attn.pattern" : "attn.attn_scores";
  const sites = new Map(sitesOf(model, kind).map(({ layer, name }) => [layer, name]));
  return parts.map(({ layer, heads }): Edit => {
    const at = sites.get(layer)!;
    return removal === "value"
      ? { at, where: { head: heads, key }, do: "zero" }
      : { at, where: { head: heads, query: queries, key }, do: "set", with: MASKED };
  });
}

/** The effect of each of several removals, each of some heads of some layers. */
export async function* removalEffects(
  question: RemovalQuestion,
  removals: readonly (readonly HeadsOfLayer[])[],
  context: Context,
): AsyncGenerator<RemovalEffect> {
  const { model, row, queries } = question;
  const { ids } = model.prepare(row)[0];
  const at = logitsSite(context.where, model).name;
  const capture = [{ at, where: { pos: queries } }];
  const cases: ContextCase[] = [
    { input: row, capture },
    ...removals.map((parts) => ({ input: row, capture, edits: removeKey(question, parts) })),
  ];
  let before: Distribution[] | null = null;
  for await (const { cache } of context.stream(cases)) {
    const found = distributions(numbers(cache!.get(at)), queries.length);
    if (before === null) before = found;
    else yield effect(before, found, model.isCausal ? queries.map((at) => ids[at + 1]) : null);
  }
}

function distributions(logits: ArrayLike<number>, count: number): Distribution[] {
  const size = logits.length / count;
  const values = logits as Float32Array;
  return Array.from({ length: count }, (_, i) =>
    distributionOf(values.subarray(i * size, (i + 1) * size)),
  );
}

/** @param next - The token after each query, undefined after the last. */
function effect(
  before: readonly Distribution[],
  after: readonly Distribution[],
  next: readonly (number | undefined)[] | null,
): RemovalEffect {
  const logprob = ({ logits, logTotal }: Distribution, id: number): number => logits[id] - logTotal;
  return {
    divergence: Float64Array.from(before, (one, i) => divergence(one, after[i])),
    logprob: Float64Array.from(before, (one, i) => {
      const id = next?.[i];
      return id === undefined ? NaN : logprob(after[i], id) - logprob(one, id);
    }),
  };
}
