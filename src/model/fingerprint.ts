import { openBytes } from "#bytes";
import type { ModelConfig } from "../architectures/define.ts";
import type { WeightRecipe } from "../tensor/recipe.ts";
import type { Checkpoint } from "../weights/recipe.ts";

/** Bytes hashed at a time. */
const CHUNK = 2 ** 26;

/**
 * A SHA-256 over the config, the recipes and every byte of the checkpoint, hex: equal for equal
 * models, wherever they were loaded from. Files are hashed by pieces, and the pieces' digests again.
 */
export async function fingerprintOf(
  config: ModelConfig,
  recipes: Readonly<Record<string, WeightRecipe>>,
  checkpoint: Checkpoint,
): Promise<string> {
  const digests = [await sha256(encode({ config, recipes }))];
  if (checkpoint.kind === "tensors") {
    for (const [name, { dims, data }] of Object.entries(checkpoint.tensors)) {
      digests.push(await sha256(encode([name, dims])));
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
  const joined = new Uint8Array(32 * digests.length);
  digests.forEach((digest, i) => joined.set(digest, 32 * i));
  return Array.from(await sha256(joined), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
