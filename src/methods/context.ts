import { throwIfAborted, VitrineError } from "../errors.ts";
import type { Edit } from "../model/edit.ts";
import { DEFAULT_BUDGET } from "../model/evaluation.ts";
import type { Target } from "../model/target.ts";
import type {
  Case,
  CaseResult,
  EvaluateOptions,
  Evaluator,
  Memo,
  Progress,
} from "../model/types.ts";
import { editFor, targetFor } from "../suites/resolve.ts";
import type { SuiteCase } from "../suites/suite.ts";
import type { Message } from "../view/spec.ts";

/** Options that every method takes beside its own. */
export interface CommonOptions {
  /** What is measured; each method says its default. */
  readonly target?: Target;
  /** In place throughout, before the method's own. */
  readonly edits?: readonly Edit[];
  /** @defaultValue 0 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Peak bytes of activations at once. */
  readonly budget?: number;
  /** Runs cases once for several methods; see `model.memo()`. */
  readonly memo?: Memo;
}

export const COMMON_OPTIONS: readonly (keyof CommonOptions)[] = [
  "target",
  "edits",
  "seed",
  "signal",
  "onProgress",
  "budget",
  "memo",
];

/** A case to run; `of` is the suite's case that `{ answer }` and `{ slot }` in it are read from. */
export interface ContextCase extends Case {
  readonly of?: SuiteCase;
}

/** What a running method works with, beside its subject and its options. */
export interface Context {
  /** The method's id, for the beginning of error messages. */
  readonly where: string;
  /** As given; null where the method is to choose. */
  readonly target: Target | null;
  /** Edits in place throughout. `evaluate` adds them; the sources of a patch have to repeat them. */
  readonly edits: readonly Edit[];
  readonly seed: number;
  /** Peak bytes of activations at once. */
  readonly budget: number;
  readonly signal: AbortSignal | undefined;
  /**
   * Runs cases with the edits in place, results in order as they come; stops at the first that fails.
   *
   * @param on - The second of a subject's models; the first by default.
   */
  stream(cases: readonly ContextCase[], on?: Evaluator): AsyncIterable<CaseResult>;
  /** The same, collected. */
  evaluate(cases: readonly ContextCase[]): Promise<CaseResult[]>;
  /** Says something that a reader of the result has to know. */
  warn(id: string, params?: Message["params"]): void;
}

/** A context, and what it has seen. */
export interface Tracked {
  readonly context: Context;
  readonly warnings: readonly Message[];
  /** Model rows run. */
  readonly rows: () => number;
  readonly targetRead: () => boolean;
}

/** The context of one call. */
export function makeContext(
  where: string,
  evaluator: Evaluator | null,
  common: CommonOptions,
): Tracked {
  const warnings: Message[] = [];
  const { edits = [], seed = 0, budget = DEFAULT_BUDGET, signal } = common;
  let rows = 0;
  let targetRead = false;
  async function* stream(
    cases: readonly ContextCase[],
    on: Evaluator | null = evaluator,
  ): AsyncGenerator<CaseResult> {
    throwIfAborted(signal, where);
    const edited = cases.map((one) => withEdits(one, edits));
    const evaluation = runner(where, on).evaluate(edited, evaluateOptions(common));
    try {
      for await (const result of evaluation) {
        if (result.error !== undefined) throw result.error;
        yield result;
      }
    } finally {
      rows += evaluation.rows;
    }
  }
  const context: Context = {
    where,
    get target() {
      targetRead = true;
      return common.target ?? null;
    },
    edits,
    seed,
    budget,
    signal,
    stream,
    async evaluate(cases) {
      const results: CaseResult[] = [];
      for await (const result of stream(cases)) results.push(result);
      return results;
    },
    warn: (id, params) => void warnings.push(params === undefined ? { id } : { id, params }),
  };
  return { context, warnings, rows: () => rows, targetRead: () => targetRead };
}

function runner(where: string, evaluator: Evaluator | null): Evaluator {
  if (evaluator !== null) return evaluator;
  throw new VitrineError("BAD_INPUT", `${where}: there is no model to run in this subject.`);
}

function withEdits({ of, ...one }: ContextCase, edits: readonly Edit[]): Case {
  const all = [...edits, ...(one.edits ?? [])];
  const edited = edits.length === 0 ? one : { ...one, edits: all };
  if (of === undefined) return edited;
  const { target, targets } = one;
  return {
    ...one,
    edits: all.map((edit) => editFor(edit, of)),
    ...(target !== undefined && { target: targetFor(target, of) }),
    ...(targets !== undefined && { targets: targets.map((each) => targetFor(each, of)) }),
  };
}

function evaluateOptions({ budget, signal, onProgress }: CommonOptions): EvaluateOptions {
  return {
    ...(budget === undefined ? {} : { budget }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/**
 * Checks the common options' types.
 * @throws VitrineError `BAD_OPTION`
 */
export function checkCommon(where: string, common: CommonOptions): void {
  const { target, edits, seed, onProgress, budget } = common;
  const demand = (name: string, holds: boolean, expected: string, value: unknown): void => {
    if (value === undefined || holds) return;
    throw new VitrineError(
      "BAD_OPTION",
      `${where}: option "${name}" does not fit; expected ${expected}, got ${String(value)}.`,
      { details: { option: name, value } },
    );
  };
  demand("seed", Number.isSafeInteger(seed) && Number(seed) >= 0, "an integer of at least 0", seed);
  demand("budget", Number(budget) > 0, "a positive number of bytes", budget);
  demand("edits", Array.isArray(edits), "a list of edits", edits);
  demand("target", typeof target === "object" && target !== null, "a target object", target);
  demand("onProgress", typeof onProgress === "function", "a function", onProgress);
}
