import { mean } from "../tensor/intervals.ts";
import { bundledModels, phantoms } from "../bundled/models.ts";
import type { Truth } from "../bundled/read-truth.ts";
import { asVitrineError, throwIfAborted, VitrineError } from "../errors.ts";
import type { Localised, Method } from "../methods/define.ts";
import type { Claim, ClaimMeasure, Control } from "../methods/recovery.ts";
import { loadMethod } from "../methods/registry.ts";
import { registry } from "../methods/registry.generated.ts";
import { loadModel, type LoadModelOptions } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import { version } from "../version.ts";
import { type Measured } from "./score-measures.ts";
import { runRound } from "./score-trial.ts";

/** What a claim is about. */
export interface ScoredClaim {
  readonly method: string;
  readonly claim: string;
  readonly model: string;
  readonly planted: readonly string[];
  readonly about: Localised;
  readonly measure: ClaimMeasure;
}

/** How far a control gets. */
export interface ControlScore {
  readonly control: Control;
  /** Mean of `values`. */
  readonly value: number;
  /** One for each seed. */
  readonly values: readonly number[];
}

export interface ScoredRow extends ScoredClaim, Measured {
  readonly status: "scored";
  readonly controls: readonly ControlScore[];
  /** How much better than the best control; below 0 where a control does better. */
  readonly margin: number;
  /** Of the round on the phantom. */
  readonly cost: { readonly seconds: number; readonly rows: number };
}

export interface UnscoredRow extends ScoredClaim {
  readonly status: "not-scored";
  readonly reason: VitrineError;
}

export type ScoreRow = ScoredRow | UnscoredRow;

export interface ScoreReport {
  readonly schema: 1;
  readonly vitrine: string;
  readonly rows: readonly ScoreRow[];
}

export interface ScoreOptions {
  /** Methods by id or alias. @defaultValue all that claim something */
  readonly methods?: readonly string[];
  /** A phantom in the place of the claims' own: a bundled name or a folder with a `truth.json`. */
  readonly model?: string;
  /** How models are loaded. */
  readonly load?: Omit<LoadModelOptions, "signal">;
  readonly signal?: AbortSignal | undefined;
  /** Told before each claim, and once at the end. */
  readonly onStep?: (step: ScoreStep) => void;
}

export interface ScoreStep {
  /** `patch path`; empty at the end. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Random weights are drawn from each of these. */
const TWIN_SEEDS: readonly number[] = [1, 2, 3];

/** Of the order of words. */
const SHUFFLE_SEED = 1;

/**
 * Sets methods against what is known of the phantoms: what each recovers of what it says it should,
 * what it names falsely, what it costs, and how far it gets on a control that knows nothing. A claim
 * that cannot be scored (its phantom is not there yet, or is of another kind) is a row that says why.
 *
 * @throws VitrineError `UNKNOWN_NAME` for a method that is not there, `UNSUPPORTED` for one that claims
 *   nothing or for a model without truth.
 */
export async function score(options: ScoreOptions = {}): Promise<ScoreReport> {
  const methods = await claimants(options.methods);
  const claims = methods.flatMap((method) =>
    (method.recovers ?? []).map((claim) => ({ method, claim })),
  );
  await using models = new Models(options);
  const rows: ScoreRow[] = [];
  for (const [done, { method, claim }] of claims.entries()) {
    throwIfAborted(options.signal, "score");
    options.onStep?.({ label: `${method.id} ${claim.id}`, done, total: claims.length });
    rows.push(await scoreClaim(method, claim, models, options));
  }
  options.onStep?.({ label: "", done: claims.length, total: claims.length });
  return { schema: 1, vitrine: version, rows };
}

/** The methods asked for, or all that claim something. */
async function claimants(names: readonly string[] | undefined): Promise<Method[]> {
  if (names === undefined) {
    const all = await Promise.all(registry.map(({ id }) => loadMethod(id)));
    return all.filter(({ recovers = [] }) => recovers.length > 0);
  }
  const asked = await Promise.all(names.map(loadMethod));
  const silent = asked.find(({ recovers = [] }) => recovers.length === 0);
  if (silent === undefined) return asked;
  const known = (await claimants(undefined)).map(({ id }) => id);
  throw new VitrineError(
    "UNSUPPORTED",
    `score: the method "${silent.id}" does not say what it should recover; expected one of ${known.join(", ")}.`,
    { id: "error.score-silent", details: { method: silent.id, known } },
  );
}

async function scoreClaim(
  method: Method,
  claim: Claim,
  models: Models,
  { signal, model: asked }: ScoreOptions,
): Promise<ScoreRow> {
  const { id, planted, about, measure, controls } = claim;
  const name = asked ?? claim.model;
  const scored: ScoredClaim = {
    ...{ method: method.id, claim: id, model: name, planted, about, measure },
  };
  try {
    const { model, truth, twins } = await models.open(name, claim.truth);
    const round = { truth, shuffle: null, signal };
    const { rows, seconds, ...measured } = await runRound(method, claim, { ...round, model });
    const against: ControlScore[] = [];
    for (const control of controls) {
      const rounds =
        control === "random-weights"
          ? twins.map((twin) => ({ ...round, model: twin }))
          : [{ ...round, model, shuffle: SHUFFLE_SEED }];
      const values: number[] = [];
      for (const each of rounds) values.push((await runRound(method, claim, each)).value);
      against.push({ control, value: mean(values), values });
    }
    const margin = marginOf(measure, measured.value, against);
    return {
      ...{ ...scored, status: "scored", ...measured, controls: against, margin },
      cost: { seconds, rows },
    };
  } catch (thrown) {
    const reason = asVitrineError(thrown, "RUNTIME", "score");
    if (reason.code === "ABORTED" || reason.id === "error.no-truth") throw reason;
    return { ...scored, status: "not-scored", reason };
  }
}

function marginOf(measure: ClaimMeasure, value: number, controls: readonly ControlScore[]): number {
  const values = controls.map((control) => control.value);
  return measure === "error" ? Math.min(...values) - value : value - Math.max(...values);
}

interface Opened {
  readonly model: Model;
  readonly truth: Truth;
  readonly twins: readonly Model[];
}

/** Phantoms and their twins, each loaded once. */
class Models implements AsyncDisposable {
  readonly #options: ScoreOptions;
  readonly #opened = new Map<string, Promise<Opened>>();

  constructor(options: ScoreOptions) {
    this.#options = options;
  }

  /**
   * @throws VitrineError `UNSUPPORTED` where there is no such phantom, or its truth is of another kind.
   */
  async open(name: string, kind: Truth["kind"]): Promise<Opened> {
    if (this.#options.model === undefined && !bundledModels.has(name)) throw unbundled(name);
    const opening = this.#opened.get(name) ?? this.#load(name);
    this.#opened.set(name, opening);
    const opened = await opening;
    if (opened.truth.kind === kind) return opened;
    throw new VitrineError(
      "UNSUPPORTED",
      `score: the claim is about a phantom of another kind; expected one whose truth is "${kind}", but that of "${name}" is "${opened.truth.kind}".`,
      { id: "error.score-kind", details: { expected: kind, model: name, got: opened.truth.kind } },
    );
  }

  async #load(name: string): Promise<Opened> {
    const { load = {}, signal } = this.#options;
    const model = await loadModel(name, { ...load, ...(signal && { signal }) });
    try {
      const truth = await model.truth();
      const twins: Model[] = [];
      for (const seed of TWIN_SEEDS) twins.push(await model.twin({ seed }));
      return { model, truth, twins };
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of this.#opened.values()) {
      const opened = await opening.catch(() => null);
      if (opened === null) continue;
      for (const model of [opened.model, ...opened.twins]) await model.close();
    }
  }
}

function unbundled(model: string): VitrineError {
  return new VitrineError(
    "UNSUPPORTED",
    `score: the phantom "${model}" is not in this package yet; expected one of ${phantoms.join(", ")}.`,
    { id: "error.score-unbundled", details: { model, known: phantoms } },
  );
}
