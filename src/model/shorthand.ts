const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["attn", "pattern"],
  ["attn_logits", "attn_scores"],
  ["key", "k"],
  ["query", "q"],
  ["value", "v"],
  ["mlp", "mlp_out"],
  ["mlp_pre", "pre"],
  ["mlp_mid", "mid"],
  ["mlp_post", "post"],
]);

const ATTENTION = new Set([
  "q",
  "k",
  "v",
  "rot_q",
  "rot_k",
  "z",
  "pattern",
  "attn_scores",
  "result",
]);
const MLP = new Set(["pre", "post", "mid", "pre_linear"]);
const LAYER_TYPES: ReadonlyMap<string, string> = new Map([
  ["a", "attn"],
  ["m", "mlp"],
  ["attn", "attn"],
  ["mlp", "mlp"],
]);

/**
 * TransformerLens's short names (`get_act_name`): `k6` is `blocks.6.attn.hook_k`, `pre2` is
 * `blocks.2.mlp.hook_pre`, `scale4ln1` is `blocks.4.ln1.hook_scale`, `embed` is `hook_embed`.
 *
 * @returns null where the text is not of that form.
 */
export function shorthand(text: string): string | null {
  if (text.includes("hook_") || text.includes(".")) return null;
  const form = /^([a-z_]+)(?:(\d+)([a-z]+\d?)?)?$/.exec(text);
  if (form === null) return null;
  const name = SYNONYMS.get(form[1]) ?? form[1];
  if (form[2] === undefined) return isNormPart(name) ? `ln_final.hook_${name}` : `hook_${name}`;
  const block = `blocks.${form[2]}`;
  const part = form[3] === undefined ? partOf(name) : (LAYER_TYPES.get(form[3]) ?? form[3]);
  return part === null ? `${block}.hook_${name}` : `${block}.${part}.hook_${name}`;
}

function partOf(name: string): string | null {
  if (ATTENTION.has(name)) return "attn";
  return MLP.has(name) ? "mlp" : null;
}

function isNormPart(name: string): boolean {
  return name === "scale" || name === "normalized";
}
