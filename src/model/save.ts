import { saveFiles } from "#bytes";
import { float32ToFloat16 } from "../tensor/half.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { safetensorsChunks } from "../weights/safetensors-write.ts";
import type { ModelCheckpoint, SaveOptions } from "./types.ts";

/**
 * Writes a Hugging Face folder: config, weights, the other files as they were. What the model does
 * not compute (buffers, heads of other tasks) is not among the weights.
 */
export async function saveModel(
  folder: string,
  { config, weights }: ModelCheckpoint,
  textFiles: ReadonlyMap<string, string>,
  { dtype = "float32" }: SaveOptions = {},
): Promise<void> {
  const encoder = new TextEncoder();
  const stored = Object.entries(weights).map(
    ([name, tensor]) => [name, dtype === "float16" ? inHalf(tensor) : tensor] as const,
  );
  const files = new Map<string, Uint8Array[]>([
    ["config.json", [encoder.encode(`${JSON.stringify(withDtype(config, dtype), null, 2)}\n`)]],
    ["model.safetensors", safetensorsChunks(new Map(stored), new Map([["format", "pt"]]))],
  ]);
  for (const [file, text] of textFiles) files.set(file, [encoder.encode(text)]);
  await saveFiles(folder, files);
}

function inHalf({ dims, data }: Tensor): Tensor {
  const half = new Uint16Array(data.length);
  float32ToFloat16(data as Float32Array, half);
  return { dtype: "float16", dims, data: half };
}

/** The weights are of this type now, whatever they were loaded from. */
function withDtype(
  config: Readonly<Record<string, unknown>>,
  dtype: string,
): Readonly<Record<string, unknown>> {
  const key = "torch_dtype" in config ? "torch_dtype" : "dtype";
  return { ...config, [key]: dtype };
}
