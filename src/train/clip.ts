/** What PyTorch adds to the norm before dividing by it. */
const EPS = 1e-6;

/** L2 norm over all elements of all gradients; NaN or Infinity where one of them is. */
export function gradientNorm(gradients: ReadonlyMap<string, Float32Array>): number {
  let squares = 0;
  for (const gradient of gradients.values()) {
    for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
  }
  return Math.sqrt(squares);
}

/**
 * What gradients of this global norm are multiplied with so that it is `limit` at most (Pascanu et
 * al. 2013, algorithm 1), as PyTorch's `clip_grad_norm_` does: `limit / (norm + 1e-6)`, never above 1.
 */
export function clipScale(norm: number, limit: number | undefined): number {
  return limit === undefined ? 1 : Math.min(1, limit / (norm + EPS));
}
