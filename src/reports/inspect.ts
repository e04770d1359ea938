import { asVitrineError, VitrineError } from "../errors.ts";
import type { AttentionPatternData } from "../methods/attention/attention-pattern.ts";
import type { HeadRolesData } from "../methods/attention/head-roles.ts";
import type { HeadScoresData } from "../methods/attention/head-scores.ts";
import type { IntegratedGradientsData } from "../methods/attribution/integrated-gradients.ts";
import type { NextTokenCalibrationData } from "../methods/calibration/next-token-calibration.ts";
import type { PatchData } from "../methods/causal/patch.ts";
import type { CommonOptions } from "../methods/context.ts";
import type { Method } from "../methods/define.ts";
import type { LogitLensData } from "../methods/features/logit-lens.ts";
import type { NextTokenData } from "../methods/features/next-token.ts";
import type { ProjectData } from "../methods/features/project.ts";
import { loadMethod } from "../methods/registry.ts";
import { numbers } from "../methods/shared/tensors.ts";
import { tokenizerOf } from "../methods/shared/tokens.ts";
import type { ModelIdentity, Result } from "../methods/result.ts";
import type { Subject, Texts } from "../methods/subject.ts";
import type { Target } from "../model/target.ts";
import type { Model, PreparedRow, Row } from "../model/types.ts";
import { type CorruptedPartner, corruptedPartner } from "./corrupted-partner.ts";
import { findings, type Finding, strongest } from "./findings.ts";
import { type ReplacementTest, replacementTest } from "./replacement-test.ts";
import { patternOptions } from "./pattern-options.ts";

export interface InspectSubject {
  readonly model: Model;
  /** One text. */
  readonly input: string | Row;
  /** What the model's confidence is checked on; without it that is left out. */
  readonly texts?: { readonly texts: Texts; readonly source: string };
}

export interface InspectOptions extends CommonOptions {
  /** Called before each analysis. */
  readonly onStep?: (method: Method, index: number, total: number) => void;
}

/** What each analysis found; an analysis that does not apply to the model is missing. */
export interface InspectData {
  "next-token"?: Result<NextTokenData>;
  "integrated-gradients"?: Result<IntegratedGradientsData>;
  "logit-lens"?: Result<LogitLensData>;
  "head-scores"?: Result<HeadScoresData>;
  "head-roles"?: Result<HeadRolesData>;
  "attention-pattern"?: Result<AttentionPatternData>;
  patch?: Result<PatchData>;
  "next-token-calibration"?: Result<NextTokenCalibrationData>;
  project?: Result<ProjectData>;
}

export type InspectStep = keyof InspectData;

export interface InspectReport {
  readonly model: ModelIdentity & { readonly layers: number; readonly heads: number };
  readonly row: PreparedRow;
  readonly seed: number;
  readonly data: Readonly<InspectData>;
  /** The same results in the order they were made, each with its method. */
  readonly results: readonly { readonly method: Method; readonly result: Result }[];
  /** Analyses that could not be done, and why. */
  readonly skipped: readonly { readonly method: Method; readonly error: VitrineError }[];
  /** The altered text that patching compares with. */
  readonly partner: CorruptedPartner | null;
  /** What the target is where the token of largest attribution is replaced by likely others. */
  readonly replacement: ReplacementTest | null;
  /** The position whose prediction is looked into: the last, or the only mask; null where unclear. */
  readonly position: number | null;
  /** In plain sentences, each with its check. */
  readonly findings: readonly Finding[];
  /** Whether the caller stopped it; what was done until then is here. */
  readonly stopped: boolean;
}

const STEPS: readonly InspectStep[] = [
  "next-token",
  "integrated-gradients",
  "logit-lens",
  "head-scores",
  "head-roles",
  "attention-pattern",
  "patch",
  "next-token-calibration",
  "project",
];

/**
 * A first look at what a model does with a text: what it expects next, which tokens speak for that,
 * where in the model it comes about, what the heads do, and how far its confidence is to be trusted.
 *
 * Unless a target is given, what is explained is the logit of the likeliest next token minus that of
 * the runner-up. Patching compares with the same ids but for one token, see `corruptedPartner`.
 *
 * @returns What was done until then, where `options.signal` fires.
 * @throws VitrineError the first analysis's error if none could be done, and that of a target given
 *   which the model cannot be asked.
 */
export async function inspect(
  subject: InspectSubject,
  options: InspectOptions = {},
): Promise<InspectReport> {
  const [row] = subject.model.prepare(subject.input);
  const inspection = new Inspection(subject, options);
  const stopped = await inspection.run();
  return inspection.report(row, stopped);
}

interface Call {
  readonly subject: Subject;
  readonly options?: Readonly<Record<string, unknown>>;
}

class Inspection {
  readonly #subject: InspectSubject;
  readonly #options: InspectOptions;
  readonly #data: InspectData = {};
  readonly #results: { method: Method; result: Result }[] = [];
  readonly #skipped: { method: Method; error: VitrineError }[] = [];
  #partner: CorruptedPartner | null = null;
  #replacement: ReplacementTest | null = null;

  constructor(subject: InspectSubject, options: InspectOptions) {
    this.#subject = subject;
    this.#options = { memo: subject.model.memo(), ...options };
  }

  /** Runs the analyses in order; true if the caller stopped them. */
  async run(): Promise<boolean> {
    for (const [index, step] of STEPS.entries()) {
      const method = await loadMethod(step);
      this.#options.onStep?.(method, index, STEPS.length);
      try {
        await this.#step(step, method);
      } catch (cause) {
        const error = asVitrineError(cause, "RUNTIME", step);
        if (error.code === "ABORTED") return true;
        if (this.#isCallersFault(step, error)) throw error;
        this.#skipped.push({ method, error });
      }
    }
    return false;
  }

  async report(row: PreparedRow, stopped: boolean): Promise<InspectReport> {
    if (this.#results.length === 0 && !stopped) throw this.#skipped[0].error;
    const { model } = this.#subject;
    const { seed = 0, target } = this.#options;
    const position = predictedPosition(model, row);
    const shared = { row, position, data: this.#data, replacement: this.#replacement };
    return {
      ...shared,
      model: await describeModel(model),
      seed,
      results: this.#results,
      skipped: this.#skipped,
      partner: this.#partner,
      findings: findings({ ...shared, target }),
      stopped,
    };
  }

  /** A target given is the caller's: that it does not fit is no reason to leave an analysis out. */
  #isCallersFault(step: InspectStep, { code }: VitrineError): boolean {
    const given = this.#options.target !== undefined && TARGETED.includes(step);
    return given && code !== "UNSUPPORTED" && code !== "RUNTIME";
  }

  async #step(step: InspectStep, method: Method): Promise<void> {
    const call = await this.#call(step);
    if (call === null) return;
    const { onStep: _onStep, target, ...common } = this.#options;
    const usedTarget = TARGETED.includes(step) ? (target ?? this.#contrast()) : undefined;
    const result = await method.run(call.subject, {
      ...common,
      ...(usedTarget === undefined ? {} : { target: usedTarget }),
      ...call.options,
    });
    Object.assign(this.#data, { [step]: result });
    this.#results.push({ method, result });
    if (step === "integrated-gradients") await this.#testAttribution();
  }

  /** The token that attribution names is put to the test: replaced, does the target change? */
  async #testAttribution(): Promise<void> {
    const { data, options } = this.#data["integrated-gradients"]!;
    const { model, input } = this.#subject;
    const position = strongest(numbers(data.scores));
    const target = options.target as Target;
    this.#replacement = await replacementTest(model, input, position, target, this.#options);
  }

  /** What a step works on; null where it has nothing to work on. */
  async #call(step: InspectStep): Promise<Call | null> {
    const { model, input, texts } = this.#subject;
    switch (step) {
      case "next-token":
      case "integrated-gradients":
      case "logit-lens":
      case "head-roles":
        return { subject: { model, input } };
      case "head-scores": {
        // A twin of random weights is as large as the model: who wants it, runs the method.
        const length = Math.min(50, halfContext(model));
        return { subject: { model }, options: { length, controls: false } };
      }
      case "attention-pattern":
        return {
          subject: { model, input },
          options: patternOptions(model.config, model.prepare(input)[0].ids.length),
        };
      case "patch":
        return this.#patchCall();
      case "next-token-calibration":
        if (texts === undefined) return null;
        return {
          subject: { model, ...texts },
          options: { window: Math.min(128, model.config.nCtx) },
        };
      case "project":
        break;
    }
    return { subject: { model, input }, options: { components: 2 } };
  }

  async #patchCall(): Promise<Call> {
    const attribution = this.#data["integrated-gradients"];
    if (attribution === undefined) {
      throw new VitrineError(
        "UNSUPPORTED",
        "patch: there is nothing to say which token to alter; integrated gradients were not done.",
      );
    }
    const { model, input } = this.#subject;
    this.#partner = await corruptedPartner(model, input, attribution.data.scores, this.#options);
    const { clean, corrupted } = this.#partner;
    return { subject: { model, clean, corrupted }, options: { sites: ["resid_pre"] } };
  }

  /** The top next token against the runner-up; methods choose for themselves where there is none. */
  #contrast(): Target | undefined {
    const next = this.#data["next-token"];
    if (next === undefined || next.data.tokens.length < 2) return undefined;
    const [a, b] = next.data.ids.data as Int32Array;
    const logit = (id: number): Target => ({ kind: "logit", id, position: -1 });
    return { kind: "diff", a: logit(a), b: logit(b) };
  }
}

/** Steps that explain the target. */
const TARGETED: readonly InspectStep[] = ["integrated-gradients", "head-roles", "patch"];

/** Where the model predicts: after the last token, or at the only mask. */
function predictedPosition(model: Model, { ids }: PreparedRow): number | null {
  if (model.isCausal) return ids.length - 1;
  const mask = tokenizerOf(model)?.specialIds.mask ?? null;
  const found = [...ids.keys()].filter((at) => ids[at] === mask);
  return found.length === 1 ? found[0] : null;
}

async function describeModel(model: Model): Promise<InspectReport["model"]> {
  const { name, config } = model;
  return {
    name,
    architecture: config.architecture,
    fingerprint: await model.fingerprint(),
    layers: config.nLayers,
    heads: config.nHeads,
  };
}

function halfContext(model: Model): number {
  return Math.max(2, Math.floor((model.config.nCtx - 1) / 2));
}
