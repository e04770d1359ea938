import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { HEADS, PATTERN } from "./axes.ts";
import type { LayerCache } from "./kv-cache.ts";
import { linear } from "./linear.ts";
import type { AttentionMask } from "./text-input.ts";

/**
 * What a masked score holds inside the graph: small enough that its softmax is exactly zero,
 * finite so that nothing computed from it is NaN. Captured scores show it as −Infinity.
 */
export const MASKED_SCORE = -1e30;

export interface AttentionSpec {
  /** Hook and weight prefix, e.g. `blocks.0.attn`. */
  readonly name: string;
  readonly dModel: number;
  readonly nHeads: number;
  readonly nKeyValueHeads: number;
  readonly dHead: number;
  /** Multiplies q·k. */
  readonly scale: number;
  /** Which projections have a bias. */
  readonly bias: { readonly qkv: boolean; readonly out: boolean };
  readonly mask: AttentionMask;
  readonly rotate: ((x: Value) => Value) | null;
  /** Keys and values of earlier positions; null where these are the first. */
  readonly cache: LayerCache | null;
  readonly demand: ReadonlySet<string>;
}

/** Inputs of the three projections: `[batch, pos, dModel]`, or one per head, `[batch, pos, head, dModel]`. */
export interface AttentionInputs {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/**
 * Multi-head attention (Vaswani et al. 2017, eq. 1), grouped-query where there are fewer key–value
 * heads (Ainslie et al. 2023): query head `h` reads key–value head `⌊h / group⌋`.
 *
 * @returns `[batch, pos, dModel]`.
 */
export function attention(g: Builder, inputs: AttentionInputs, spec: AttentionSpec): Value {
  const { name, nHeads, nKeyValueHeads } = spec;
  const project = (x: Value, letter: string, heads: number): Value =>
    g.hook(`${name}.hook_${letter.toLowerCase()}`, projection(g, x, letter, heads, spec), HEADS);
  const q = rotated(g, "rot_q", project(inputs.q, "Q", nHeads), spec);
  const k = rotated(g, "rot_k", project(inputs.k, "K", nKeyValueHeads), spec);
  const v = project(inputs.v, "V", nKeyValueHeads);
  const keys = withEarlier(g, k, spec.cache?.k); // [batch, kvHead, key, dHead]
  const values = withEarlier(g, v, spec.cache?.v);
  spec.cache?.store(keys, values);
  const pattern = attentionPattern(g, q, keys, spec); // [batch, head, query, key]
  const mixed = ungroup(g, g.op("MatMul", group(g, pattern, spec), values), spec);
  const z = g.hook(`${name}.hook_z`, g.op("Transpose", mixed, { perm: [0, 2, 1, 3] }), HEADS);
  return writeOut(g, z, spec);
}

/** `[batch, pos, heads, dHead]` from a shared input, or from one input per head. */
function projection(
  g: Builder,
  x: Value,
  letter: string,
  heads: number,
  spec: AttentionSpec,
): Value {
  const { name, dModel, dHead } = spec;
  const weight = g.param(`${name}.W_${letter}`, "float32", [heads * dHead, dModel]);
  const bias = spec.bias.qkv ? g.param(`${name}.b_${letter}`, "float32", [heads * dHead]) : null;
  if (x.dims.length === 3) return linear(g, x, weight, bias, [heads, dHead]);
  const perHead = g.op("Reshape", weight, [heads, dHead, dModel]);
  const columns = g.op("Transpose", perHead, { perm: [0, 2, 1] }); // [head, dModel, dHead]
  const rows = g.op("Transpose", x, { perm: [0, 2, 1, 3] }); // [batch, head, pos, dModel]
  const y = g.op("Transpose", g.op("MatMul", rows, columns), { perm: [0, 2, 1, 3] });
  return bias === null ? y : g.op("Add", y, g.op("Reshape", bias, [heads, dHead]));
}

function rotated(g: Builder, hook: string, x: Value, spec: AttentionSpec): Value {
  return spec.rotate === null ? x : g.hook(`${spec.name}.hook_${hook}`, spec.rotate(x), HEADS);
}

/** `[batch, pos, kvHead, dHead]` heads first, after those of earlier positions. */
function withEarlier(g: Builder, x: Value, earlier: Value | undefined): Value {
  const own = g.op("Transpose", x, { perm: [0, 2, 1, 3] });
  return earlier === undefined ? own : g.op("Concat", earlier, own, { axis: 2 });
}

function attentionPattern(g: Builder, q: Value, k: Value, spec: AttentionSpec): Value {
  const scaled = g.op("Transpose", g.op("Mul", q, spec.scale), { perm: [0, 2, 1, 3] });
  const keys = g.op("Transpose", k, { perm: [0, 1, 3, 2] }); // [batch, kvHead, dHead, key]
  const products = ungroup(g, g.op("MatMul", group(g, scaled, spec), keys), spec);
  const masked =
    spec.mask.allowed === null
      ? products
      : g.op("Where", spec.mask.allowed, products, MASKED_SCORE);
  const scores = g.hook(`${spec.name}.hook_attn_scores`, masked, PATTERN);
  const weights = g.op("Softmax", scores, { axis: -1 });
  const { real } = spec.mask;
  const kept = real === null ? weights : g.op("Where", real, weights, 0);
  return g.hook(`${spec.name}.hook_pattern`, kept, PATTERN);
}

/** `[batch, head, query, n]` → `[batch, kvHead, group·query, n]`: one product per key–value head. */
function group(g: Builder, x: Value, { nHeads, nKeyValueHeads }: AttentionSpec): Value {
  return nHeads === nKeyValueHeads ? x : g.op("Reshape", x, [0, nKeyValueHeads, -1, 0]);
}

function ungroup(g: Builder, x: Value, { nHeads, nKeyValueHeads }: AttentionSpec): Value {
  return nHeads === nKeyValueHeads ? x : g.op("Reshape", x, [0, nHeads, -1, 0]);
}

/** The output projection; written per head and summed where `hook_result` is asked for. */
function writeOut(g: Builder, z: Value, spec: AttentionSpec): Value {
  const { name, dModel, nHeads, dHead } = spec;
  const weight = g.param(`${name}.W_O`, "float32", [dModel, nHeads * dHead]);
  const bias = spec.bias.out ? g.param(`${name}.b_O`, "float32", [dModel]) : null;
  if (!spec.demand.has(`${name}.hook_result`)) {
    const joined = g.reshape(z, [g.dim(z, 0), g.dim(z, 1), nHeads * dHead]);
    return linear(g, joined, weight, bias);
  }
  const perHead = g.op("Reshape", weight, [dModel, nHeads, dHead]);
  const rows = g.op("Transpose", perHead, { perm: [1, 2, 0] }); // [head, dHead, dModel]
  const heads = g.op("MatMul", g.op("Transpose", z, { perm: [0, 2, 1, 3] }), rows);
  const result = g.op("Transpose", heads, { perm: [0, 2, 1, 3] }); // [batch, pos, head, dModel]
  const sum = g.op("ReduceSum", g.hook(`${name}.hook_result`, result, HEADS), [2], { keepdims: 0 });
  return bias === null ? sum : g.op("Add", sum, bias);
}
