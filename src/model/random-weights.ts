import type { Architecture, ModelConfig } from "../architectures/define.ts";
import { generator, type Generator } from "../tensor/random.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";

/**
 * Weights as the family initialises them: matrices normal, gains one, biases zero. The same seed
 * gives the same weights; each weight has a stream of its own, so that its numbers do not depend
 * on which others there are.
 */
export function randomWeight(
  name: string,
  recipe: WeightRecipe,
  architecture: Architecture,
  config: ModelConfig,
  seed: number,
): Tensor {
  const { dims } = recipe;
  const data = new Float32Array(sizeOf(dims));
  if (isGain(name)) data.fill(1);
  else if (dims.length === 2) {
    const std = architecture.initialStd?.(name, config) ?? config.initializerRange;
    const { normal }: Generator = generator(seed * 2 ** 20 + nameHash(name));
    for (let i = 0; i < data.length; i++) data[i] = std * normal();
  }
  return { dtype: "float32", dims, data };
}

function isGain(name: string): boolean {
  return name.endsWith(".w");
}

function nameHash(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) | 0;
  return Math.abs(hash) % 2 ** 20;
}
