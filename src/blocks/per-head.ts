import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { AttentionInputs } from "./attention.ts";
import { HEADS } from "./axes.ts";

export interface PerHeadSpec {
  /** Hook prefix of the block, e.g. `blocks.0`. */
  readonly name: string;
  readonly nHeads: number;
  readonly nKeyValueHeads: number;
  readonly demand: ReadonlySet<string>;
}

/**
 * What attention reads: the normed stream, or, where `hook_attn_in`, `hook_q_input`,
 * `hook_k_input` or `hook_v_input` is asked for, a copy of the stream per head that can be edited
 * apart, normed after the hook.
 *
 * @param stream - `[batch, pos, dModel]`, before the norm.
 * @param normed - The norm that feeds attention, with its hooks.
 * @param plainNorm - The same norm without hooks, for the copies.
 */
export function attentionInputs(
  g: Builder,
  stream: Value,
  normed: () => Value,
  plainNorm: (x: Value) => Value,
  spec: PerHeadSpec,
): AttentionInputs {
  const shared = normed();
  const all = `${spec.name}.hook_attn_in`;
  const whole = spec.demand.has(all) ? g.hook(all, copies(g, stream, spec.nHeads), HEADS) : null;
  const input = (letter: string, heads: number): Value => {
    const name = `${spec.name}.hook_${letter}_input`;
    if (!spec.demand.has(name)) return whole === null ? shared : plainNorm(whole);
    return plainNorm(g.hook(name, whole ?? copies(g, stream, heads), HEADS));
  };
  return {
    q: input("q", spec.nHeads),
    k: input("k", spec.nKeyValueHeads),
    v: input("v", spec.nKeyValueHeads),
  };
}

/** `[batch, pos, dModel]` → `[batch, pos, heads, dModel]`. */
function copies(g: Builder, x: Value, heads: number): Value {
  const row = g.op("Unsqueeze", x, [2]);
  return g.op("Expand", row, [1, 1, heads, 1]);
}
