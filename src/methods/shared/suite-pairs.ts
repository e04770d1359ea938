import type { Model, Row } from "../../model/types.ts";
import type { Suite, SuiteCase } from "../../suites/suite.ts";
import type { ContextCase } from "../context.ts";

/** Two inputs of equal length, and the positions that each column stands for. */
export interface PatchPair {
  readonly clean: string | Row;
  readonly corrupted: string | Row;
  /** A position, or all those of a slot. */
  readonly columns: readonly (number | readonly number[])[];
  /** Whether the tokens of a column differ. */
  readonly differs: readonly boolean[];
  /** The suite's case it is. */
  readonly of?: Pick<ContextCase, "of">;
}

/** Where the answer is read: the last token, or the mask. */
const END = "end";

/** The slots that every case has, in the order of the first, and the answer's place. */
export function suiteColumns({ cases }: Suite): string[] {
  const named = (one: SuiteCase): string[] => one.spans.map(({ slot }) => slot);
  const shared = cases
    .slice(1)
    .reduce<Set<string>>(
      (kept, one) => new Set(named(one).filter((slot) => kept.has(slot))),
      new Set(cases.flatMap(named)),
    );
  return [...named(cases[0]).filter((slot) => shared.has(slot)), END];
}

/** Each case of a suite, with the positions of the columns. */
export function suitePairs(model: Model, suite: Suite, columns: readonly string[]): PatchPair[] {
  return suite.cases.map((one) => {
    const [clean, corrupted] = [one.clean, one.corrupted].map((text) => model.prepare(text)[0].ids);
    const places = columns.map((slot) => placesOf(model, one, slot, clean));
    return {
      clean: one.clean,
      corrupted: one.corrupted,
      columns: places,
      differs: places.map((all) => all.some((at) => clean[at] !== corrupted[at])),
      of: { of: one },
    };
  });
}

function placesOf(
  model: Model,
  { spans }: SuiteCase,
  slot: string,
  ids: readonly number[],
): number[] {
  const span = spans.find((candidate) => candidate.slot === slot);
  if (span !== undefined) {
    const [from, to] = span.tokens;
    return Array.from({ length: to - from }, (_, i) => from + i);
  }
  if (model.isCausal || model.heads[0] === "class") return [ids.length - 1];
  return [ids.indexOf(model.tokenizer.specialIds.mask ?? -1)];
}
