import { createModel, type Model, type Tensor } from "vitrine";

/** The size of GPT-2 small, as its config writes it. */
export const CONFIG = {
  model_type: "gpt2",
  n_layer: 12,
  n_embd: 768,
  n_head: 12,
  n_positions: 1024,
  vocab_size: 50257,
  activation_function: "gelu_new",
  layer_norm_epsilon: 1e-5,
  tie_word_embeddings: true,
} as const;

/** Threads of every session measured, whatever the machine has. */
export const THREADS = 2;

export type Checkpoint = Readonly<Record<string, Tensor>>;

/** Random weights under the checkpoint's own names; made once and shared by every variant. */
export function randomCheckpoint(): Checkpoint {
  const { n_embd: d, n_layer, n_positions, vocab_size } = CONFIG;
  const dims: Record<string, readonly number[]> = {
    "wte.weight": [vocab_size, d],
    "wpe.weight": [n_positions, d],
    ...pair("ln_f", [d]),
  };
  for (let layer = 0; layer < n_layer; layer++) {
    const at = `h.${layer}`;
    Object.assign(dims, {
      ...pair(`${at}.ln_1`, [d]),
      ...pair(`${at}.attn.c_attn`, [d, 3 * d]),
      ...pair(`${at}.attn.c_proj`, [d, d]),
      ...pair(`${at}.ln_2`, [d]),
      ...pair(`${at}.mlp.c_fc`, [d, 4 * d]),
      ...pair(`${at}.mlp.c_proj`, [4 * d, d]),
    });
  }
  const next = uniform(1);
  return Object.fromEntries(
    Object.entries(dims).map(([name, shape]) => [name, randomTensor(name, shape, next)]),
  );
}

/** The model in this thread, so that nothing but the engine's own work is timed. */
export function gpt2Small(
  weights: Checkpoint,
  options: { readonly prepack?: boolean; readonly worker?: boolean } = {},
): Promise<Model> {
  return createModel(
    { config: CONFIG, weights },
    { backend: "node", threads: THREADS, worker: false, ...options },
  );
}

/** The same ids for every variant, `[batch, pos]`. */
export function randomIds(batch: number, length: number): number[][] {
  const next = uniform(batch * 1000 + length);
  return Array.from({ length: batch }, () =>
    Array.from({ length }, () => Math.floor(next() * CONFIG.vocab_size)),
  );
}

/** A linear weight and its bias, `[in, out]` as GPT-2 stores it; or the gain and bias of a norm. */
function pair(name: string, dims: readonly number[]): Record<string, readonly number[]> {
  return { [`${name}.weight`]: dims, [`${name}.bias`]: dims.slice(-1) };
}

/** Gains around 1, all else around 0 with the standard deviation of a fresh GPT-2. */
function randomTensor(name: string, dims: readonly number[], next: () => number): Tensor {
  const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
  const isGain = /ln_\w+\.weight$/.test(name);
  const spread = 0.02 * Math.sqrt(12);
  for (let i = 0; i < data.length; i++) data[i] = spread * (next() - 0.5) + (isGain ? 1 : 0);
  return { dtype: "float32", dims, data };
}

/** A fast stream in [0, 1) (mulberry32); its quality is of no matter to a timing. */
function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
