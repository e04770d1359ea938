import { createEngine } from "#runtime";
import { throwIfAborted, unknownName, VitrineError } from "../errors.ts";
import type { Engine, EngineOptions } from "../runtime/session.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { AdamW } from "./adamw.ts";
import { encodeCheckpoint, restoreCheckpoint, type TrainingState } from "./checkpoint.ts";
import { clipScale, gradientNorm } from "./clip.ts";
import { Gradients, type StepGradients } from "./gradients.ts";
import type { LoopOptions, TrainingSnapshot } from "./options.ts";
import { Pace } from "./pace.ts";
import type { TaskStream } from "./task.ts";

export interface TrainGraphOptions extends LoopOptions {
  /** Every parameter of the tasks' graphs, float32. Those trained are changed in place. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Names of those to train; default all. */
  readonly trained?: readonly string[];
  readonly tasks: TaskStream;
}

/**
 * Trains the parameters of graphs with a scalar loss: at each step the gradients of its tasks are
 * added up, clipped, and AdamW takes its step.
 *
 * @returns the weights given, trained.
 * @throws VitrineError `NOT_FINITE` naming the step whose loss or gradient is NaN or Infinity,
 *   before it reaches the weights; `UNKNOWN_NAME` for a parameter that no weight is; `ABORTED` once the signal fired and a checkpoint is kept.
 */
export async function trainGraph(options: TrainGraphOptions): Promise<TrainingSnapshot> {
  await using engines = await openEngines(options);
  const loop = new Loop(options, new Gradients(engines.all, options.weights, namesOf(options)));
  const { checkpoints, steps, signal } = options;
  await loop.resume();
  let saved = performance.now();
  while (loop.step < steps) {
    if (isAborted(signal)) break;
    await loop.advance();
    if (performance.now() - saved < (checkpoints?.everyMinutes ?? 5) * 60_000) continue;
    await loop.save();
    saved = performance.now();
  }
  await loop.save();
  if (loop.step < steps) throwIfAborted(signal, `train: after step ${loop.step}`);
  return loop.snapshot;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** One engine in this thread, or several in workers. */
async function openEngines({
  threads,
  workers = 1,
}: LoopOptions): Promise<AsyncDisposable & { readonly all: readonly Engine[] }> {
  const options: EngineOptions =
    workers === 1
      ? { worker: false, ...(threads !== undefined && { threads }) }
      : { threads: threads ?? 1 };
  const all = await Promise.all(Array.from({ length: workers }, () => createEngine(options)));
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((engine) => engine.close()));
    },
  };
}

function namesOf({ weights, trained }: TrainGraphOptions): Set<string> {
  for (const name of trained ?? []) {
    if (!weights.has(name)) throw unknownName("train", "parameter", name, weights.keys());
  }
  return new Set(trained ?? weights.keys());
}

/** The state of a training and its steps. */
class Loop {
  readonly #options: TrainGraphOptions;
  readonly #gradients: Gradients;
  readonly #optimizer: AdamW;
  #pace = new Pace();
  #step = 0;

  constructor(options: TrainGraphOptions, gradients: Gradients) {
    this.#options = options;
    this.#gradients = gradients;
    const names = namesOf(options);
    const trained = [...options.weights].filter(([name]) => names.has(name));
    this.#optimizer = new AdamW(new Map(trained), options.adamw);
  }

  get step(): number {
    return this.#step;
  }

  get snapshot(): TrainingSnapshot {
    return { step: this.#step, weights: this.#options.weights };
  }

  async resume(): Promise<void> {
    const { checkpoints } = this.#options;
    if (checkpoints === undefined || checkpoints.resume === false) return;
    const bytes = await checkpoints.store.load();
    if (bytes === null) return;
    const state = this.#state();
    await restoreCheckpoint(bytes, state);
    this.#step = state.step;
    this.#pace = new Pace(state.pace);
  }

  async save(): Promise<void> {
    await this.#options.checkpoints?.store.save(encodeCheckpoint(this.#state()));
  }

  async advance(): Promise<void> {
    const { learningRate, clip, tasks, evaluate, steps } = this.#options;
    const start = performance.now();
    const found = await this.#gradients.of(await tasks(this.#step));
    const norm = gradientNorm(found.gradients);
    this.#requireFinite(found.loss, norm);
    const rate = typeof learningRate === "number" ? learningRate : learningRate(this.#step);
    this.#optimizer.update(found.gradients, rate, clipScale(norm, clip));
    this.#step++;
    this.#pace.add(found.loss, found.tokens, (performance.now() - start) / 1000);
    await this.#report(found, rate, norm);
    const isDue = evaluate !== undefined && this.#step % evaluate.every === 0;
    if (isDue || this.#step === steps) await evaluate?.run(this.snapshot);
  }

  async #report(
    { loss, losses, tokens }: StepGradients,
    rate: number,
    norm: number,
  ): Promise<void> {
    const { steps, onProgress } = this.#options;
    await onProgress?.({
      step: this.#step,
      steps,
      loss,
      losses,
      smoothedLoss: this.#pace.smoothedLoss,
      learningRate: rate,
      gradientNorm: norm,
      tokens,
      tokensPerSecond: this.#pace.tokensPerSecond,
      secondsLeft: this.#pace.secondsFor(steps - this.#step),
    });
  }

  #state(): TrainingState {
    const { weights } = this.#options;
    return { step: this.#step, weights, moments: this.#optimizer.moments, pace: this.#pace.state };
  }

  #requireFinite(loss: number, norm: number): void {
    if (Number.isFinite(loss) && Number.isFinite(norm)) return;
    const what = Number.isFinite(loss) ? "gradient" : "loss";
    throw new VitrineError(
      "NOT_FINITE",
      `train: the ${what} of step ${this.#step} is not finite; expected numbers, got loss ${loss} and gradient norm ${norm}. Lower the learning rate, lengthen the warm-up, or clip the gradient; the weights are those before the step.`,
      { details: { step: this.#step, loss, norm } },
    );
  }
}
