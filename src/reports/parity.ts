import { asVitrineError, throwIfAborted, VitrineError } from "../errors.ts";
import { loadModel, type LoadModelOptions, type ModelSource } from "../model/load.ts";
import type { Model, Row } from "../model/types.ts";
import type { BackendName } from "../runtime/session.ts";
import {
  type Judged,
  type ParityBackend,
  type ParityCertificate,
  parityCertificate,
  type ParityInput,
  worstOf,
} from "./parity-certificate.ts";
import { type ParityDifference, parityDifference } from "./parity-difference.ts";
import { parityRuns } from "./parity-numbers.ts";

/** In the order they are tried; the first that is there judges the others. */
export const PARITY_BACKENDS: readonly BackendName[] = ["reference", "node", "web", "webgpu"];

export const PARITY_TEXT = "Once upon a time, there was a little girl named Lily.";

/**
 * Relative, see `ParityDifference`. On the bundled model and the fixtures, float32 differs from
 * float64 by 0.3 to 3.5e-6 on every backend: roundings of sums of up to some hundred products. Five
 * times that leaves room for deeper models; a coarse or wrong kernel is found far above it.
 */
export const PARITY_TOLERANCE = 2e-5;

export interface ParityOptions {
  /** @defaultValue "Once upon a time, there was a little girl named Lily." */
  readonly text?: string;
  /** Token ids in its place. */
  readonly ids?: readonly number[];
  /** The input is cut to this many tokens: the float64 interpreter is slow. @defaultValue 16 */
  readonly maxTokens?: number;
  /** Those that must be there. @defaultValue all that are there */
  readonly backends?: readonly BackendName[];
  /** Largest relative difference that passes. @defaultValue 2e-5 */
  readonly tolerance?: number;
  /** How each model is loaded. */
  readonly load?: Omit<LoadModelOptions, "backend" | "signal">;
  /** Asked before a backend is started: why it cannot be, or null. */
  readonly check?: (backend: BackendName) => Promise<VitrineError | null>;
  readonly signal?: AbortSignal;
  readonly onStep?: (backend: BackendName, index: number, total: number) => void;
  /** Told how long the interpreter will take, in seconds, from a run of two tokens. */
  readonly onEstimate?: (seconds: number) => void;
}

/**
 * Runs a model on every backend of this machine and compares all heads, sites and gradients with
 * the float64 interpreter's, or with the first backend given.
 *
 * @throws VitrineError Where no backend can run the model at all.
 */
export async function parity(
  source: ModelSource,
  options: ParityOptions = {},
): Promise<ParityCertificate> {
  const { backends = PARITY_BACKENDS, tolerance = PARITY_TOLERANCE } = options;
  const comparison = new Comparison(source, options);
  for (const [index, name] of backends.entries()) {
    throwIfAborted(options.signal, "parity");
    options.onStep?.(name, index, backends.length);
    await comparison.add(name);
  }
  return comparison.certificate(tolerance, options.backends !== undefined);
}

class Comparison {
  readonly #source: ModelSource;
  readonly #options: ParityOptions;
  readonly #backends: ParityBackend[] = [];
  readonly #differences: Map<BackendName, readonly ParityDifference[]> = new Map();
  #judged: Judged | null = null;

  constructor(source: ModelSource, options: ParityOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Runs the model on one more backend. The first that works judges. */
  async add(name: BackendName): Promise<void> {
    const started = performance.now();
    const done = (fields: Pick<ParityBackend, "status"> & Partial<ParityBackend>): void => {
      const seconds = (performance.now() - started) / 1000;
      this.#backends.push({ name, seconds, error: null, worst: null, ...fields });
    };
    try {
      const missing = (await this.#options.check?.(name)) ?? null;
      if (missing !== null) throw missing;
      await using model = await this.#load(name);
      done(await this.#compare(name, model));
    } catch (thrown) {
      const error = asVitrineError(thrown, "RUNTIME", "parity");
      if (error.code === "ABORTED") throw error;
      done({ status: error.code === "UNSUPPORTED" ? "unavailable" : "failed", error });
    }
  }

  certificate(tolerance: number, mustBeThere: boolean): ParityCertificate {
    if (this.#judged === null) throw this.#backends[0]?.error ?? nothingToDo();
    const differences = this.#differences;
    const parts = { judged: this.#judged, backends: this.#backends, differences };
    return parityCertificate(parts, { tolerance, mustBeThere });
  }

  #load(backend: BackendName): Promise<Model> {
    const { load = {}, signal } = this.#options;
    return loadModel(this.#source, { ...load, backend, ...(signal !== undefined && { signal }) });
  }

  async #compare(
    name: BackendName,
    model: Model,
  ): Promise<Pick<ParityBackend, "status" | "worst">> {
    const { signal } = this.#options;
    const judged = this.#judged;
    if (judged === null) {
      this.#judged = await this.#judge(model);
      return { status: "judge", worst: null };
    }
    const rows = rowsOf(judged.input);
    const { numbers } = await parityRuns(model, rows, judged.target, signal);
    const differences = numbers.map(({ tensor }, i) =>
      parityDifference(tensor, judged.numbers[i].tensor),
    );
    this.#differences.set(name, differences);
    return { status: "compared", worst: worstOf(numbers, differences) };
  }

  async #judge(model: Model): Promise<Judged> {
    const { signal, onEstimate } = this.#options;
    const input = inputOf(model, this.#options);
    if (model.backend === "reference") onEstimate?.(await estimate(model, input));
    const { numbers, target } = await parityRuns(model, rowsOf(input), null, signal);
    const { name, config } = model;
    const { architecture } = config;
    const fingerprint = await model.fingerprint();
    return { model: { name, architecture, fingerprint }, input, target, numbers };
  }
}

/** The ids of the text, cut; special tokens of its beginning included. */
function inputOf(model: Model, options: ParityOptions): ParityInput {
  const { text = PARITY_TEXT, ids, maxTokens = 16 } = options;
  const cut = (given: string | null, all: readonly number[]): ParityInput => ({
    text: given,
    ids: all.slice(0, maxTokens),
    tokens: all.length,
  });
  if (ids !== undefined) return cut(null, ids);
  if (options.text === undefined && !model.hasTokenizer)
    return cut(null, someIds(model, maxTokens));
  return cut(text, model.prepare(text)[0].ids);
}

function someIds({ config }: Model, count: number): readonly number[] {
  const length = Math.min(count, config.nCtx);
  return Array.from({ length }, (_, i) => (7 * i + 1) % config.dVocab);
}

/** The input, and its first half beside it: alone, a row needs no mask for padding. */
function rowsOf({ ids }: ParityInput): readonly Row[] {
  const half = ids.slice(0, Math.ceil(ids.length / 2));
  return half.length < ids.length ? [{ ids }, { ids: half }] : [{ ids }];
}

/** A forward costs one, gradients two or three more: six in all, for two rows. */
async function estimate(model: Model, { ids }: ParityInput): Promise<number> {
  const few = { ids: ids.slice(0, 2) };
  await model.run(few, { logits: "last" }); // the first run also readies the weights
  const started = performance.now();
  await model.run(few, { logits: "last" });
  return (((performance.now() - started) / 1000) * 12 * ids.length) / few.ids.length;
}

function nothingToDo(): VitrineError {
  return new VitrineError("BAD_OPTION", "parity: no backends; expected at least two, got none.");
}
