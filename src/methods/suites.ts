import type { Edit, MeanSource } from "../model/edit.ts";
import type { Model } from "../model/types.ts";
import { behaviourOf, behaviourRuns } from "../suites/evaluate.ts";
import { loadSuite, type LoadSuiteOptions } from "../suites/load.ts";
import type { Suite } from "../suites/suite.ts";
import type { Context } from "./context.ts";
import type { Evidence } from "./result.ts";
import type { Subject, SuiteRequest, SuiteSubject } from "./subject.ts";

/**
 * The suite of a subject, expanded for its model.
 * @throws VitrineError as `loadSuite` does.
 */
export async function openSuite(
  { model, suite }: SuiteSubject,
  seed: number | undefined,
): Promise<Suite> {
  if (typeof suite === "object" && "cases" in suite) return suite;
  if (typeof suite === "string" || "variants" in suite) {
    return loadSuite(suite, options(model, { seed }));
  }
  const { name, ...asked } = suite;
  return loadSuite(name, options(model, { seed, ...asked }));
}

/** The subject with its suite expanded; any other as it is. */
export async function withSuite<S extends Subject>(
  subject: S,
  seed: number | undefined,
): Promise<S> {
  if (!("suite" in subject)) return subject;
  return { ...subject, suite: await openSuite(subject, seed) };
}

/** Edits with the prompts of a suite in the place of the suite: `{ mean: { suite }, over }`. */
export function withMeans(
  edits: readonly Edit[],
  model: Model | undefined,
  seed: number | undefined,
): Promise<Edit[]> {
  return Promise.all(edits.map((edit) => withMean(edit, model, seed)));
}

/**
 * How the model does on the suite that a method runs on, with the caller's edits in place. A model that
 * fails is told of first of all.
 */
export async function checkBehaviour(context: Context, suite: Suite): Promise<Evidence> {
  const results = await context.evaluate(behaviourRuns(suite));
  const behaviour = behaviourOf(suite, results);
  const { count, correct, accuracy, accuracyInterval, meanDifference, passes } = behaviour;
  if (!passes) {
    const [low, high] = accuracyInterval.map((share) => `${Math.round(100 * share)}%`);
    const params = { suite: suite.name, correct, count, low, high, difference: meanDifference };
    context.warn(SUITE_FAILED, params);
  }
  return { suiteAccuracy: accuracy, suiteDifference: meanDifference };
}

/** The warning that stands above a result, not below it. */
export const SUITE_FAILED = "common.suite-failed";

/** The command line's word for a suite: a name or a file, or the JSON of a request. */
export function suiteWord({ suite }: SuiteSubject): string {
  if (typeof suite === "string") return suite;
  if ("variants" in suite) return suite.name;
  if (!("cases" in suite)) return JSON.stringify(suite);
  const { name, variant, seed, count, source } = suite;
  const request: SuiteRequest = { name: source ?? name, variant, seed, count };
  return JSON.stringify(request);
}

async function withMean(
  edit: Edit,
  model: Model | undefined,
  seed: number | undefined,
): Promise<Edit> {
  if (typeof edit.do === "function" || !("with" in edit) || typeof edit.with !== "object") {
    return edit;
  }
  const source = edit.with;
  if ("run" in source) {
    if (source.edits === undefined) return edit;
    const edits = await withMeans(source.edits, model, seed);
    return { ...edit, with: { ...source, edits } } as Edit;
  }
  if (!isMean(source) || !("suite" in source.mean) || model === undefined) return edit;
  const { cases } = await loadSuite(source.mean.suite, options(model, { seed }));
  const mean = cases.map(({ clean }) => clean);
  return { ...edit, with: { ...source, mean } } as Edit;
}

function isMean(source: object): source is MeanSource {
  return "mean" in source && typeof source.mean === "object" && source.mean !== null;
}

/** Without what is not said. */
function options(
  model: Model,
  asked: { readonly [K in keyof Omit<LoadSuiteOptions, "model">]: LoadSuiteOptions[K] | undefined },
): LoadSuiteOptions {
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { model, ...(Object.fromEntries(said) as Omit<LoadSuiteOptions, "model">) };
}
