import { TensorCache } from "./cache.ts";
import { IdentityKeys } from "./identity-key.ts";
import type {
  Case,
  CaseResult,
  Estimate,
  EvaluateOptions,
  Evaluation,
  Evaluator,
  Memo,
} from "./types.ts";

const DEFAULT_BYTES = 256 * 2 ** 20;

interface Kept {
  readonly result: CaseResult;
  readonly bytes: number;
  /** The case but for what it captures; null where it captures nothing. */
  readonly rest: string | null;
  /** What it captures whole: by name alone. */
  readonly whole: ReadonlySet<unknown>;
}

/**
 * Keeps results of cases, the least recently used let go first, so that equal cases run once. A case that
 * differs from a kept one only in capturing less is answered from it.
 */
export class CaseMemo implements Memo {
  readonly #model: Evaluator;
  readonly #limit: number;
  readonly #keys = new IdentityKeys();
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #hits = 0;

  constructor(model: Evaluator, bytes: number = DEFAULT_BYTES) {
    this.#model = model;
    this.#limit = bytes;
  }

  get hits(): number {
    return this.#hits;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  evaluate(cases: readonly Case[], options: EvaluateOptions = {}): Evaluation {
    const { padding, prependBos, truncate } = options;
    const keyOf = (one: Case): string => this.#keys.of([one, padding, prependBos, truncate]);
    const keys = cases.map(keyOf);
    const rests = cases.map(({ capture, ...one }) => (capture === undefined ? null : keyOf(one)));
    const known = keys.map((key, i) => this.#take(key) ?? this.#takePart(cases[i], rests[i]));
    const missing = cases.flatMap((_, i) => (known[i] === undefined ? [i] : []));
    const inner = this.#model.evaluate(
      missing.map((i) => cases[i]),
      options,
    );
    const keep = (i: number, result: CaseResult): void =>
      this.#keep(keys[i], cases[i], rests[i], result);
    return merged(known, missing, inner, keep);
  }

  #take(key: string): CaseResult | undefined {
    const entry = this.#kept.get(key);
    if (entry === undefined) return undefined;
    this.#hits++;
    this.#kept.delete(key); // to the end: most recently used
    this.#kept.set(key, entry);
    return entry.result;
  }

  /** From a kept case that captured all that this one does, and more. */
  #takePart({ capture }: Case, rest: string | null): CaseResult | undefined {
    if (capture === undefined || !capture.every((each) => typeof each === "string"))
      return undefined;
    for (const [key, { result, rest: own, whole }] of this.#kept) {
      if (own !== rest || !capture.every((name) => whole.has(name))) continue;
      if (!(result.cache instanceof TensorCache)) continue;
      const cache = result.cache.only(capture);
      if (cache !== null) return { ...this.#take(key)!, cache };
    }
    return undefined;
  }

  #keep(key: string, { capture = [] }: Case, rest: string | null, result: CaseResult): void {
    if (result.error !== undefined) return;
    const bytes = bytesOf(result);
    if (bytes > this.#limit || this.#kept.has(key)) return;
    const whole = new Set<unknown>(capture.filter((each) => typeof each === "string"));
    this.#kept.set(key, { result, bytes, rest, whole });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#kept) {
      if (this.#bytes <= this.#limit) break;
      this.#kept.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }
}

/** Kept and new results in case order. */
function merged(
  known: readonly (CaseResult | undefined)[],
  missing: readonly number[],
  inner: Evaluation,
  keep: (index: number, result: CaseResult) => void,
): Evaluation {
  async function* iterate(): AsyncGenerator<CaseResult> {
    let next = 0;
    const upTo = function* (end: number): Generator<CaseResult> {
      for (; next < end; next++) yield { ...known[next]!, index: next };
    };
    for await (const result of inner) {
      const index = missing[result.index];
      yield* upTo(index);
      keep(index, result);
      yield { ...result, index };
      next = index + 1;
    }
    yield* upTo(known.length);
  }
  return {
    [Symbol.asyncIterator]: iterate,
    async all() {
      const results: CaseResult[] = [];
      for await (const result of iterate()) results.push(result);
      return results;
    },
    estimate: (): Promise<Estimate> => inner.estimate(),
    get rows() {
      return inner.rows;
    },
  };
}

function bytesOf({ cache, gradients }: CaseResult): number {
  const tensors = [...(cache?.entries() ?? []), ...(gradients?.entries() ?? [])];
  return 200 + tensors.reduce((sum, [, tensor]) => sum + tensor.data.byteLength, 0);
}
