import type { ModelConfig } from "./define.ts";

/** TransformerBridge's names for the hooks of a pre-norm decoder: alias → canonical. */
export function decoderAliases({
  nLayers,
  positionalEmbeddingType,
  normalizationType,
}: ModelConfig): Map<string, string> {
  const aliases = new Map([["embed.hook_out", "hook_embed"]]);
  const hasNorms = normalizationType !== null;
  if (hasNorms) aliases.set("ln_final.hook_in", `blocks.${nLayers - 1}.hook_resid_post`);
  if (positionalEmbeddingType === "standard") aliases.set("pos_embed.hook_out", "hook_pos_embed");
  for (let layer = 0; layer < nLayers; layer++) {
    for (const [alias, canonical] of [...BLOCK, ...(hasNorms ? NORMED : UNNORMED)]) {
      aliases.set(`blocks.${layer}.${alias}`, `blocks.${layer}.${canonical}`);
    }
  }
  return aliases;
}

const BLOCK: readonly (readonly [string, string])[] = [
  ["hook_in", "hook_resid_pre"],
  ["hook_out", "hook_resid_post"],
  ["attn.hook_out", "hook_attn_out"],
  ["attn.q.hook_out", "attn.hook_q"],
  ["attn.k.hook_out", "attn.hook_k"],
  ["attn.v.hook_out", "attn.hook_v"],
  ["attn.o.hook_in", "attn.hook_z"],
  ["attn.o.hook_out", "hook_attn_out"],
  ["attn.hook_attention_weights", "attn.hook_pattern"],
  ["mlp.hook_out", "hook_mlp_out"],
];

const NORMED: typeof BLOCK = [
  ["ln1.hook_in", "hook_resid_pre"],
  ["ln2.hook_in", "hook_resid_mid"],
  ["attn.hook_in", "ln1.hook_out"],
  ["attn.q.hook_in", "ln1.hook_out"],
  ["attn.k.hook_in", "ln1.hook_out"],
  ["attn.v.hook_in", "ln1.hook_out"],
  ["mlp.hook_in", "ln2.hook_out"],
];

/** Without norms, blocks read the stream itself. */
const UNNORMED: typeof BLOCK = [
  ["attn.hook_in", "hook_resid_pre"],
  ["attn.q.hook_in", "hook_resid_pre"],
  ["attn.k.hook_in", "hook_resid_pre"],
  ["attn.v.hook_in", "hook_resid_pre"],
  ["mlp.hook_in", "hook_resid_mid"],
];
