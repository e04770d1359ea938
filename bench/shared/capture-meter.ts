import type { Case, CaseResult, EvaluateOptions, Evaluation, Memo, Model } from "vitrine";

/** Runs every case on the model, keeps nothing, and notes what is captured. */
export class CaptureMeter implements Memo {
  readonly hits = 0;
  readonly #model: Model;
  #most = 0;
  #runs = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /** The most bytes that one case brought back. */
  get mostBytes(): number {
    return this.#most;
  }

  /** Cases that brought something back. */
  get runs(): number {
    return this.#runs;
  }

  clear(): void {
    this.#most = 0;
    this.#runs = 0;
  }

  evaluate(cases: readonly Case[], options: EvaluateOptions = {}): Evaluation {
    const inner = this.#model.evaluate(cases, options);
    const note = (result: CaseResult): void => this.#note(result);
    async function* iterate(): AsyncGenerator<CaseResult> {
      for await (const result of inner) {
        note(result);
        yield result;
      }
    }
    return {
      [Symbol.asyncIterator]: iterate,
      async all() {
        const results: CaseResult[] = [];
        for await (const result of iterate()) results.push(result);
        return results;
      },
      estimate: () => inner.estimate(),
      get rows() {
        return inner.rows;
      },
    };
  }

  #note({ cache }: CaseResult): void {
    const tensors = [...(cache?.entries() ?? [])];
    const bytes = tensors.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
    this.#most = Math.max(this.#most, bytes);
    if (tensors.length > 0) this.#runs++;
  }
}
