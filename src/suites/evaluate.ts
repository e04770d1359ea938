import type { Target } from "../model/target.ts";
import type { Case, CaseResult, EvaluateOptions, Evaluator } from "../model/types.ts";
import { type Interval, meanInterval, wilsonInterval } from "../tensor/intervals.ts";
import { targetFor } from "./resolve.ts";
import type { Suite, SuiteCase } from "./suite.ts";

/** How a model does on one case. Logits, read at the answer's place. */
export interface CaseBehaviour {
  readonly index: number;
  /** The right answer less the best of the wrong ones. */
  readonly difference: number;
  /** The same in the corrupted partner. */
  readonly corrupted: number;
}

/** How a model does on a suite, before anybody explains anything. */
export interface SuiteBehaviour {
  readonly count: number;
  /** Cases in which the right answer beats every wrong one. */
  readonly correct: number;
  readonly accuracy: number;
  /** 95%, Wilson. */
  readonly accuracyInterval: Interval;
  /** Mean logit difference between the right answer and the best wrong one. */
  readonly meanDifference: number;
  /** 95%, Student's t over cases. */
  readonly differenceInterval: Interval;
  /** The same over the corrupted partners: what is left where the answer is not decided so. */
  readonly corruptedDifference: number;
  /** Whether the accuracy is above one half by more than chance: its interval lies above it. */
  readonly passes: boolean;
  /** Every case, the worst first. */
  readonly cases: readonly CaseBehaviour[];
}

/** Runs a suite's prompts and partners on a model. */
export async function evaluateSuite(
  model: Evaluator,
  suite: Suite,
  options: EvaluateOptions = {},
): Promise<SuiteBehaviour> {
  const runs = behaviourRuns(suite).map(({ of: _of, ...run }): Case => run);
  const results = await model.evaluate(runs, options).all();
  for (const { error } of results) if (error !== undefined) throw error;
  return behaviourOf(suite, results);
}

/** A run, and the suite's case that it is of. */
type BehaviourRun = Case & { readonly of: SuiteCase };

/** The runs that show how a model does: every clean prompt, then every corrupted one. */
export function behaviourRuns(suite: Suite): readonly BehaviourRun[] {
  const run = (input: string, one: SuiteCase): BehaviourRun => ({
    of: one,
    input,
    targets: one.answers.map((_, i) => targetFor(answerTarget(suite.of, i), one)),
  });
  return [
    ...suite.cases.map((one) => run(one.clean, one)),
    ...suite.cases.map((one) => run(one.corrupted, one)),
  ];
}

/** What the results of `behaviourRuns` say. */
export function behaviourOf(suite: Suite, results: readonly CaseResult[]): SuiteBehaviour {
  const count = suite.cases.length;
  const differences = results.map(({ values }) => {
    const [right, ...wrong] = values!;
    return right - Math.max(...wrong);
  });
  const clean = differences.slice(0, count);
  const correct = clean.filter((difference) => difference > 0).length;
  const { mean, interval } = meanInterval(clean);
  const accuracyInterval = wilsonInterval(correct, count);
  const cases = clean.map((difference, index): CaseBehaviour => ({
    ...{ index, difference, corrupted: differences[count + index] },
  }));
  return {
    ...{ count, correct, accuracy: correct / count, accuracyInterval },
    ...{ meanDifference: mean, differenceInterval: interval },
    corruptedDifference: meanInterval(differences.slice(count)).mean,
    passes: accuracyInterval[0] > 0.5,
    cases: cases.toSorted((a, b) => a.difference - b.difference),
  };
}

function answerTarget(of: Suite["of"], index: number): Target {
  return of === "class"
    ? { kind: "class", index: { answer: index } }
    : { kind: "logit", id: { answer: index } };
}
