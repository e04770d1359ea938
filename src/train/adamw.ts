import type { Tensor } from "../tensor/tensor.ts";

/** AdamW's numbers. The learning rate comes from the schedule. */
export interface AdamWOptions {
  /** Decay of the means of the gradient and of its square. @defaultValue [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** @defaultValue 1e-8 */
  readonly eps?: number;
  /** Decoupled: each step takes `learningRate · weightDecay` of a weight away. @defaultValue 0.01 */
  readonly weightDecay?: number;
  /** Which parameters decay; default those of two axes or more: no biases, no gains of norms. */
  readonly decays?: (name: string, dims: readonly number[]) => boolean;
}

/** What AdamW remembers of one parameter. */
export interface Moments {
  /** Mean of the gradient, as many elements as the parameter. */
  readonly mean: Float32Array;
  /** Mean of its square. */
  readonly square: Float32Array;
  /** Updates so far. */
  updates: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2), as PyTorch's
 * `torch.optim.AdamW` computes it: the step is `lr · m̂ / (√v̂ + eps)` with `m̂ = m / (1 − β₁ᵗ)` and
 * `v̂ = v / (1 − β₂ᵗ)`, and the decay `lr · weightDecay · w` takes no part in the moments.
 * Weights and moments are float32, changed in place.
 */
export class AdamW {
  readonly moments: ReadonlyMap<string, Moments>;
  readonly #weights: ReadonlyMap<string, Tensor>;
  readonly #options: Required<AdamWOptions>;

  /** @param weights - What is trained: float32, by name. */
  constructor(weights: ReadonlyMap<string, Tensor>, options: AdamWOptions = {}) {
    this.#weights = weights;
    this.#options = {
      betas: options.betas ?? [0.9, 0.999],
      eps: options.eps ?? 1e-8,
      weightDecay: options.weightDecay ?? 0.01,
      decays: options.decays ?? isMatrix,
    };
    this.moments = new Map([...weights].map(([name, { data }]) => [name, blank(data.length)]));
  }

  /**
   * One update. A parameter without a gradient stays as it is, moments too.
   *
   * @param scale - Multiplies every gradient: what clipping leaves of it.
   */
  update(
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
    scale: number = 1,
  ): void {
    const { weightDecay, decays } = this.#options;
    for (const [name, gradient] of gradients) {
      const { data, dims } = this.#weights.get(name)!;
      const decay = decays(name, dims) ? 1 - learningRate * weightDecay : 1;
      const numbers = { learningRate, scale, decay };
      this.#step(data as Float32Array, gradient, this.moments.get(name)!, numbers);
    }
  }

  #step(weight: Float32Array, gradient: Float32Array, moments: Moments, numbers: Numbers): void {
    const { eps, betas } = this.#options;
    const [beta1, beta2] = betas;
    const { mean, square } = moments;
    const { scale, decay, learningRate } = numbers;
    const t = ++moments.updates;
    const size = learningRate / (1 - beta1 ** t);
    const root = 1 / Math.sqrt(1 - beta2 ** t);
    for (let i = 0; i < weight.length; i++) {
      const g = gradient[i] * scale;
      const m = beta1 * mean[i] + (1 - beta1) * g;
      const v = beta2 * square[i] + (1 - beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      weight[i] = weight[i] * decay - (size * m) / (Math.sqrt(v) * root + eps);
    }
  }
}

interface Numbers {
  readonly learningRate: number;
  readonly scale: number;
  /** What the decay leaves of a weight. */
  readonly decay: number;
}

function isMatrix(_name: string, dims: readonly number[]): boolean {
  return dims.length > 1;
}

function blank(length: number): Moments {
  return { mean: new Float32Array(length), square: new Float32Array(length), updates: 0 };
}
