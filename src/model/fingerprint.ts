import { openBytes } from "#bytes";
import type { ModelConfig } from "../architectures/define.ts";
import { digestOfDigests, sha256 } from "../bytes/sha256.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { FoldStep } from "../weights/fold.ts";
import type { Checkpoint } from "../weights/recipe.ts";

/** Bytes hashed at a time. */
const CHUNK = 2 ** 26;

/**
 * A SHA-256 over the config, the recipes, the steps of folding and every byte of the checkpoint, hex:
 * equal for equal models, wherever they were loaded from. Files are hashed by pieces, and the pieces' digests again.
 */
export async function fingerprintOf(
  config: ModelConfig,
  recipes: Readonly<Record<string, WeightRecipe>>,
  checkpoint: Checkpoint,
  fold?: readonly FoldStep[],
): Promise<string> {
  const digests = [await sha256(JSON.stringify({ config, recipes, fold }))];
  if (checkpoint.kind === "tensors") {
    for (const [name, { dims, data }] of Object.entries(checkpoint.tensors)) {
      digests.push(await sha256(JSON.stringify([name, dims])));
      digests.push(await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
    }
  } else {
    for (const location of checkpoint.files) {
      const source = await openBytes(location);
      for (let at = 0; at < source.size; at += CHUNK) {
        digests.push(await sha256(await source.read(at, Math.min(CHUNK, source.size - at))));
      }
      await source.close();
    }
  }
  return digestOfDigests(digests);
}
