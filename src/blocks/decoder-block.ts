import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { attention, type AttentionSpec } from "./attention.ts";
import { STREAM } from "./axes.ts";
import { mlp, type MlpSpec } from "./mlp.ts";
import { attentionInputs } from "./per-head.ts";

export interface DecoderBlockSpec {
  /** Hook prefix, e.g. `blocks.0`. */
  readonly name: string;
  readonly attention: AttentionSpec;
  readonly mlp: MlpSpec;
  /** Writes the norm `ln1` or `ln2`; with hooks, or as a plain copy for per-head inputs. */
  readonly norm: (g: Builder, x: Value, key: "ln1" | "ln2", hooked: boolean) => Value;
}

/**
 * A pre-norm transformer block: `mid = x + attn(ln1(x))`, `post = mid + mlp(ln2(mid))`, each step
 * of the residual stream a hook.
 */
export function decoderBlock(g: Builder, x: Value, spec: DecoderBlockSpec): Value {
  const { name } = spec;
  const { demand } = spec.attention;
  const hook = (key: string, value: Value): Value => g.hook(`${name}.${key}`, value, STREAM);
  const pre = hook("hook_resid_pre", x);
  const inputs = attentionInputs(
    g,
    pre,
    () => spec.norm(g, pre, "ln1", true),
    (copy) => spec.norm(g, copy, "ln1", false),
    { ...spec.attention, name },
  );
  const attnOut = hook("hook_attn_out", attention(g, inputs, spec.attention));
  const mid = hook("hook_resid_mid", g.op("Add", pre, attnOut));
  const mlpIn = demand.has(`${name}.hook_mlp_in`) ? hook("hook_mlp_in", mid) : mid;
  const mlpOut = hook("hook_mlp_out", mlp(g, spec.norm(g, mlpIn, "ln2", true), spec.mlp));
  return hook("hook_resid_post", g.op("Add", mid, mlpOut));
}
