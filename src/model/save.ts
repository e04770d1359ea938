import { saveFiles } from "#bytes";
import type { Tensor } from "../tensor/tensor.ts";
import { safetensorsChunks } from "../weights/safetensors-write.ts";

/**
 * Writes a Hugging Face folder: config, weights in float32, the other files as they were. What
 * the model does not compute (buffers, heads of other tasks) is not among the weights.
 */
export async function saveModel(
  folder: string,
  config: Readonly<Record<string, unknown>>,
  textFiles: ReadonlyMap<string, string>,
  tensors: () => Promise<Readonly<Record<string, Tensor>>>,
): Promise<void> {
  const encoder = new TextEncoder();
  const weights = new Map(Object.entries(await tensors()));
  const files = new Map<string, Uint8Array[]>([
    ["config.json", [encoder.encode(`${JSON.stringify(inFloat32(config), null, 2)}\n`)]],
    ["model.safetensors", safetensorsChunks(weights, new Map([["format", "pt"]]))],
  ]);
  for (const [file, text] of textFiles) files.set(file, [encoder.encode(text)]);
  await saveFiles(folder, files);
}

/** The weights are float32 now, whatever they were loaded from. */
function inFloat32(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const key = "torch_dtype" in config ? "torch_dtype" : "dtype";
  return { ...config, [key]: "float32" };
}
