import type { ModelConfig } from "./define.ts";

/** What reads each norm of a pre-norm decoder: attention the first, the MLP the second, W_U the last. */
export function decoderNormReaders({
  nLayers,
  gatedMlp,
  normalizationType,
}: ModelConfig): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, readonly string[]>();
  if (normalizationType === null) return readers;
  for (let layer = 0; layer < nLayers; layer++) {
    const block = `blocks.${layer}`;
    readers.set(
      `${block}.ln1`,
      ["W_Q", "W_K", "W_V"].map((name) => `${block}.attn.${name}`),
    );
    const mlp = gatedMlp ? ["W_in", "W_gate"] : ["W_in"];
    readers.set(
      `${block}.ln2`,
      mlp.map((name) => `${block}.mlp.${name}`),
    );
  }
  return readers.set("ln_final", ["W_U"]);
}
