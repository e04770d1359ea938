import { tokenText } from "../methods/shared/tokens.ts";
import type { CommonOptions } from "../methods/context.ts";
import type { Target } from "../model/target.ts";
import type { Case, Model, Row } from "../model/types.ts";
import { otherTokens } from "./likely-tokens.ts";

/** What a target is where one token of a text is replaced by others. */
export interface ReplacementTest {
  readonly position: number;
  /** Texts of the tokens that took its place, likeliest first. */
  readonly replacements: readonly string[];
  /** The target in the text as it is. */
  readonly clean: number;
  /** The target's mean over the replacements. */
  readonly replaced: number;
}

/** Enough that no single odd word decides. */
const REPLACEMENTS = 8;

/**
 * Puts the tokens in a place that the model finds likeliest there besides the one that is there: texts
 * like those it knows, unlike a text with a hole.
 */
export async function replacementTest(
  model: Model,
  input: string | Row,
  position: number,
  target: Target,
  options: Pick<CommonOptions, "edits" | "signal">,
): Promise<ReplacementTest> {
  const [row] = model.prepare(input);
  const { edits = [], signal } = options;
  const others = await otherTokens(model, row, position, options);
  const likeliest = others.toSorted((a, b) => b.weight - a.weight).slice(0, REPLACEMENTS);
  const rows = [row.ids, ...likeliest.map(({ id }) => row.ids.with(position, id))];
  const cases = rows.map((ids): Case => ({ input: { ids }, edits, target }));
  const results = await model.evaluate(cases, signal === undefined ? {} : { signal }).all();
  const values = results.map(({ value, error }) => {
    if (error !== undefined) throw error;
    return Number(value);
  });
  const [clean, ...replaced] = values;
  return {
    position,
    replacements: likeliest.map(({ id }) => tokenText(model, id)),
    clean,
    replaced: replaced.reduce((sum, value) => sum + value, 0) / replaced.length,
  };
}
