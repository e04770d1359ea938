import type { Truth } from "../bundled/read-truth.ts";
import type { Model } from "../model/types.ts";
import type { CallOptions, Localised } from "./define.ts";
import type { OptionSchemas } from "./options.ts";
import type { Result } from "./result.ts";
import type { Subject } from "./subject.ts";

/**
 * How findings become one number; each finding of a claim has the form that belongs to its measure.
 *
 * - `f1`: sets, 2PR/(P + R) with precision and recall counted over all findings together;
 * - `accuracy`: sets of one thing each, the share found;
 * - `rank-correlation`: importances, Spearman's ρ with the true ones, ties at their mean rank; mean
 *   over findings. One that is the same everywhere orders nothing: 0;
 * - `error`: estimates, mean |found − true|. The only one of which less is better.
 */
export type ClaimMeasure = "f1" | "accuracy" | "rank-correlation" | "error";

/** What was named, beside what should have been: heads, positions, tokens, as short names. */
export interface SetFinding {
  readonly found: readonly string[];
  readonly planted: readonly string[];
}

/** An importance for each of some things, beside the true ones, in the same order. */
export interface RankFinding {
  readonly importances: ArrayLike<number>;
  readonly effects: ArrayLike<number>;
}

/** A number, beside the true one. */
export interface EstimateFinding {
  readonly estimate: number;
  readonly truth: number;
}

export type Finding = SetFinding | RankFinding | EstimateFinding;

/** What a claim must be better than: a model of random weights, words of the prompts in another order. */
export type Control = "random-weights" | "shuffled-inputs";

/** One round of a claim: on the phantom, or on a control that knows nothing. */
export interface Trial<
  S extends Subject = Subject,
  O extends OptionSchemas = OptionSchemas,
  D = unknown,
> {
  /** The phantom, or a twin of random weights. */
  readonly model: Model;
  /** The phantom's, whatever the model is. */
  readonly truth: Truth;
  /**
   * A text as the method gets it: as it is, and under `shuffled-inputs` its words in another order,
   * the same order for texts of equally many words (so that partners stay partners).
   */
  readonly text: (text: string) => string;
  /** Calls the method; its model rows are the claim's cost. */
  run(subject: S, options?: CallOptions<O>): Promise<Result<D>>;
}

/**
 * What a method should recover of a phantom. A method lists its claims as `recovers` in
 * `defineMethod`; `vitrine score` makes a row of each: what was recovered, what was named falsely,
 * what it cost, and how far the control gets. To add one, write into the method's file
 *
 *     recovers: [
 *       {
 *         id: "path",                       // unique in the method
 *         model: "phantom-wired",           // a phantom's name; it may be one that is yet to come
 *         truth: "wired",                   // the kind of its truth, "wired" or "world"
 *         planted: ["indirect-object"],     // circuits or properties it is about
 *         about: { en: "…", zh: "…" },      // what is recovered, half a sentence
 *         measure: "f1",
 *         controls: ["random-weights", "shuffled-inputs"],
 *         recover: (trial) => …,            // calls trial.run on the planted prompts, gives findings
 *       },
 *     ],
 *
 * with `onPrompts` of `shared/planted-prompts.ts` where a wired circuit's prompts are gone through one
 * by one. `recover` reads what is true from `trial.truth`, never from the model. It has to be modest:
 * it runs once on the phantom and once for each control (three times for random weights). The
 * thresholds by which a method's numbers become a set are the claim's own, and stand in `about`. A
 * claim costs nothing until it is scored, and one at which its method fails is kept: it is a loss.
 */
export interface Claim<
  S extends Subject = Subject,
  O extends OptionSchemas = OptionSchemas,
  D = unknown,
> {
  readonly id: string;
  readonly model: string;
  readonly truth: Truth["kind"];
  readonly planted: readonly string[];
  readonly about: Localised;
  readonly measure: ClaimMeasure;
  readonly controls: readonly Control[];
  recover(trial: Trial<S, O, D>): Promise<readonly Finding[]>;
}
