import { VitrineError } from "../../errors.ts";
import type { Model, Row } from "../../model/types.ts";
import { type ByScore, keysOf, type ScoreKeys } from "./head-scoring.ts";
import { beginning } from "./repeated-tokens.ts";
import { severalTokens } from "./rows.ts";
import { pairedKeys, type TokenPair } from "./token-pairs.ts";

/** What decides which queries a score is a mean over. */
interface QueryChoice {
  readonly length: number;
  readonly span: "diagonal" | "second-copy";
  readonly query0: boolean;
  readonly pairs: readonly TokenPair[] | null;
}

/**
 * Of each row, by score and query, the keys that the query should look at.
 *
 * @throws VitrineError `BAD_OPTION` for pairs outside the text or given for several, `BAD_INPUT` for a
 *   single token.
 */
export function keysOfRows(
  where: string,
  model: Model,
  rows: readonly (string | Row)[],
  given: boolean,
  choice: QueryChoice,
): ScoreKeys[] {
  const { pairs, query0 } = choice;
  if (pairs !== null && !(given && rows.length === 1)) {
    const got = given ? `${rows.length} texts` : "none";
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: option "pairs" belongs to one text; expected an input of one text, got ${got}.`,
      { details: { option: "pairs" } },
    );
  }
  return rows.map((row) => {
    const length = severalTokens(where, model, row);
    const seen = { length, isCausal: model.isCausal };
    const paired = pairs === null ? [] : pairedKeys(where, pairs, seen);
    const { ids } = model.prepare(row)[0];
    return { ...keysOf(ids, given ? null : choice, query0), pairs: paired };
  });
}

/** Which queries q count in each score, as a condition on q and the tokens t. */
export function describeQueries(
  model: Model,
  given: boolean,
  { length, span, query0, pairs }: QueryChoice,
): ByScore<string> {
  const all = query0 ? "q ≥ 0" : "q ≥ 1";
  const common = {
    previous: "q ≥ 1",
    self: all,
    first: all,
    entropy: all,
    distance: all,
    ...(pairs !== null && { pairs: "∃ k: (q, k) ∈ pairs" }),
  };
  if (given)
    return { ...common, duplicate: "∃ k < q: t[k] = t[q]", induction: "∃ k < q: t[k] = t[q]" };
  if (span === "diagonal") {
    return { ...common, duplicate: `q ≥ ${length}`, induction: `q ≥ ${length - 1}` };
  }
  const second = `q ≥ ${length + beginning(model).length}`;
  return { ...common, duplicate: second, induction: second };
}
