import type { Case, CaseResult, Model, Row } from "../../model/types.ts";
import { generator } from "../../tensor/random.ts";
import type { Context } from "../context.ts";

/** A row's own tokens in another order; special tokens stay where they are. */
export function shuffledRows(
  model: Model,
  rows: readonly (string | Row)[],
  seed: number,
): readonly Row[] {
  const { permutation } = generator(seed + 1); // not the order in which random rows were drawn
  return rows.map((row): Row => {
    const { ids, typeIds, units } = model.prepare(row)[0];
    const free = [...ids.keys()].filter((at) => units[at]?.special !== true);
    const order = permutation(free.length);
    const shuffled = [...ids];
    free.forEach((at, i) => (shuffled[at] = ids[free[order[i]]]));
    return { ids: shuffled, ...(typeIds.some((type) => type !== 0) && { typeIds }) };
  });
}

/** Runs cases, with the edits in place, on a model of the same architecture with random weights. */
export async function* streamOnTwin(
  model: Model,
  cases: readonly Case[],
  { edits, seed, budget, signal }: Context,
): AsyncGenerator<CaseResult> {
  const twin = await model.twin({ seed });
  const edited = cases.map((one) => (edits.length === 0 ? one : { ...one, edits }));
  try {
    const settings = { budget, ...(signal !== undefined && { signal }) };
    for await (const result of twin.evaluate(edited, settings)) {
      if (result.error !== undefined) throw result.error;
      yield result;
    }
  } finally {
    await twin.close();
  }
}
