import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { attention } from "./attention.ts";
import { STREAM } from "./axes.ts";
import type { DecoderBlockSpec } from "./decoder-block.ts";
import { mlp } from "./mlp.ts";
import { attentionInputs } from "./per-head.ts";

/**
 * A post-norm transformer block (BERT): `mid = x + attn(x)`, `post = ln1(mid) + mlp(ln1(mid))`, and
 * the next block reads `ln2(post)`, hooked as `hook_normalized_resid_post`.
 */
export function encoderBlock(g: Builder, x: Value, spec: DecoderBlockSpec): Value {
  const { name } = spec;
  const hook = (key: string, value: Value): Value => g.hook(`${name}.${key}`, value, STREAM);
  const pre = hook("hook_resid_pre", x);
  const inputs = attentionInputs(
    g,
    pre,
    () => pre,
    (copy) => copy,
    { ...spec.attention, name },
  );
  const attnOut = hook("hook_attn_out", attention(g, inputs, spec.attention));
  const mid = hook("hook_resid_mid", g.op("Add", pre, attnOut));
  const normed = spec.norm(g, mid, "ln1", true);
  const wantsIn = spec.attention.demand.has(`${name}.hook_mlp_in`);
  const mlpOut = hook(
    "hook_mlp_out",
    mlp(g, wantsIn ? hook("hook_mlp_in", normed) : normed, spec.mlp),
  );
  const post = hook("hook_resid_post", g.op("Add", normed, mlpOut));
  return hook("hook_normalized_resid_post", spec.norm(g, post, "ln2", true));
}
