/** A seeded stream of random numbers: the same seed gives the same numbers on every machine. */
export interface Generator {
  /** Uniform in [0, 1), 53 bits. */
  readonly uniform: () => number;
  /** Standard normal, by the Box–Muller transform. */
  readonly normal: () => number;
  /** Uniform integer in [0, n). */
  readonly integer: (n: number) => number;
  /** A permutation of 0 … n−1 (Fisher–Yates). */
  readonly permutation: (n: number) => number[];
}

/**
 * xoshiro128** (Blackman & Vigna 2021), seeded through splitmix32; period 2^128 − 1.
 * Only 32-bit integer arithmetic, so every engine gives the same bits; `normal` uses
 * `Math.log`/`Math.cos`, whose last bit may differ between engines.
 */
export function generator(seed: number): Generator {
  const state = seedState(seed);
  const uniform = (): number => {
    const high = next(state) >>> 5; // 27 bits
    const low = next(state) >>> 6; // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  const integer = (n: number): number => Math.floor(uniform() * n);
  return { uniform, normal, integer, permutation: (n) => permutation(n, integer) };
}

function seedState(seed: number): Uint32Array {
  let x = seed >>> 0;
  x ^= Math.floor(seed / 2 ** 32) >>> 0;
  return Uint32Array.from({ length: 4 }, () => {
    x = (x + 0x9e3779b9) | 0;
    let z = x ^ (x >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  });
}

function next(s: Uint32Array): number {
  const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9);
  const shifted = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate(s[3], 11);
  return result >>> 0;
}

function rotate(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

function permutation(n: number, integer: (n: number) => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
