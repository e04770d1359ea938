import type { Target } from "../../model/target.ts";
import type { Model, Row } from "../../model/types.ts";
import type { Suite, SuiteCase } from "../../suites/suite.ts";
import type { Context, ContextCase } from "../context.ts";
import type { LoadedSuiteSubject, PairSubject, SuiteSubject } from "../subject.ts";
import { differingPositions } from "./aligned-pair.ts";
import { targetOrContrast } from "./targets.ts";

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

/** What is patched, and what is measured. */
export interface PatchQuestion {
  readonly pairs: readonly PatchPair[];
  readonly columns: readonly string[] | null;
  readonly target: Target;
  readonly differing: readonly number[];
}

/**
 * The pairs of a subject, the columns that are patched, and the target.
 * @throws VitrineError `BAD_INPUT` for a pair of unlike length, or of the same tokens.
 */
export async function patchQuestion(
  subject: PairSubject | SuiteSubject,
  context: Context,
): Promise<PatchQuestion> {
  const { model } = subject;
  if ("suite" in subject) {
    const { suite } = subject as LoadedSuiteSubject;
    const columns = [...sharedSlots(suite), END];
    const pairs = suitePairs(model, suite, columns);
    const differing = [...columns.keys()].filter((at) => pairs.some((pair) => pair.differs[at]));
    return { pairs, columns, target: context.target ?? suite.target, differing };
  }
  const { clean, corrupted } = subject;
  const differing = differingPositions(context.where, model, clean, corrupted);
  const target = await targetOrContrast(context, model, clean);
  const columns = Array.from({ length: lengthOf(model, clean) }, (_, at) => at);
  return { pairs: [{ clean, corrupted, columns, differs: [] }], columns: null, target, differing };
}

/** Where the answer is read: the last token, or the mask. */
const END = "end";

/** The slots that every case has, in the order of the first. */
function sharedSlots({ cases }: Suite): string[] {
  const named = (one: SuiteCase): string[] => one.spans.map(({ slot }) => slot);
  const shared = cases
    .slice(1)
    .reduce<Set<string>>(
      (kept, one) => new Set(named(one).filter((slot) => kept.has(slot))),
      new Set(cases.flatMap(named)),
    );
  return named(cases[0]).filter((slot) => shared.has(slot));
}

/** Each case of a suite, with the positions of the columns. */
function suitePairs(model: Model, suite: Suite, columns: readonly string[]): PatchPair[] {
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
  one: SuiteCase,
  column: string,
  ids: readonly number[],
): readonly number[] {
  return column === END ? [answerPlace(model, ids)] : slotPlaces(one, column);
}

/** Positions of a slot; none where the case does not have it. */
export function slotPlaces({ spans }: SuiteCase, slot: string): readonly number[] {
  const [from, to] = spans.find((candidate) => candidate.slot === slot)?.tokens ?? [0, 0];
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Where a suite's answer is read: the last token, or the mask. */
export function answerPlace(model: Model, ids: readonly number[]): number {
  if (model.isCausal || model.heads[0] === "class") return ids.length - 1;
  return ids.indexOf(model.tokenizer.specialIds.mask ?? -1);
}

function lengthOf(model: Model, row: string | Row): number {
  return model.prepare(row)[0].ids.length;
}
