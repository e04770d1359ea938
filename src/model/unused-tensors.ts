import type { TensorIndex } from "../architectures/define.ts";
import { VitrineError } from "../errors.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";

/**
 * Tensors that no weight is made of are let be (buffers, heads of other tasks), unless they belong
 * to a layer beyond the config's, or are the bias of a weight that is used: then the config is not
 * this checkpoint's, and what would run is not what was trained.
 *
 * @throws VitrineError `BAD_SHAPE` naming the tensor.
 */
export function refuseLeftovers(
  index: TensorIndex,
  recipes: Readonly<Record<string, WeightRecipe>>,
  where: string,
): void {
  const used = new Set(Object.values(recipes).map((recipe) => recipe.from));
  for (const name of index.keys()) {
    if (used.has(name)) continue;
    const inFirstLayer = name.replace(/\.\d+\./, ".0.");
    if (inFirstLayer !== name && used.has(inFirstLayer)) {
      throw bad(where, name, "is of a layer that the config does not count");
    }
    if (name.endsWith(".bias") && used.has(name.replace(/bias$/, "weight"))) {
      throw bad(where, name, "is a bias that the config says is not there");
    }
  }
}

function bad(where: string, name: string, wrong: string): VitrineError {
  return new VitrineError(
    "BAD_SHAPE",
    `loadModel: ${where}: config and weights disagree: the tensor "${name}" ${wrong}. Load the config.json that belongs to these weights.`,
    { details: { tensor: name } },
  );
}
