import type { Builder } from "../graph/builder.ts";
import { addDims } from "../graph/dim.ts";
import type { Value } from "../graph/graph.ts";
import type { LayerCache } from "./kv-cache.ts";

/** What a text model is fed. */
export interface TextInput {
  /** Token ids, int64 `[batch, pos]`. */
  readonly ids: Value;
  /** Position of each token among its row's real tokens, int64 `[batch, pos]`. */
  readonly positions: Value;
  /** Which keys are real, bool `[batch, past + pos]`; null where all are. */
  readonly mask: Value | null;
  /** Number of positions before these, int64 `[1]`; null where they are the first. */
  readonly past: Value | null;
}

/**
 * Declares the inputs `ids`, `positions` and, for rows of unlike length, `mask`.
 *
 * @param cache - A layer's cache, where these positions come after others.
 */
export function textInput(g: Builder, padded: boolean, cache?: LayerCache): TextInput {
  const dims = ["batch", "pos"];
  const keys = cache === undefined ? "pos" : addDims("past", "pos");
  return {
    ids: g.input("ids", "int64", dims),
    positions: g.input("positions", "int64", dims),
    mask: padded ? g.input("mask", "bool", ["batch", keys]) : null,
    past: cache === undefined ? null : g.dim(cache.k, 2),
  };
}

/** Which queries may look at which keys. */
export interface AttentionMask {
  /** bool, broadcast to `[batch, head, query, key]`; null where every pair may. */
  readonly allowed: Value | null;
  /** Real queries, bool `[batch, 1, query, 1]`; null where all are. */
  readonly real: Value | null;
}

/**
 * The attention mask of a row batch. A padded query looks at itself only, so that its softmax and
 * its gradient stay finite; its pattern is zeroed afterwards.
 */
export function attentionMask(g: Builder, input: TextInput, isCausal: boolean): AttentionMask {
  return g.scope("mask", () => {
    if (input.mask === null && !isCausal) return { allowed: null, real: null };
    const { past } = input;
    const own = g.dim(input.ids, 1);
    const all = past === null ? own : g.op("Add", past, own);
    const keys = g.op("Unsqueeze", count(g, all), [0, 1, 2]); // [1, 1, 1, key]
    const first = g.op("Unsqueeze", count(g, own), [0, 1, 3]); // [1, 1, query, 1]
    const queries = past === null ? first : g.op("Add", first, past);
    const causal = isCausal ? g.op("LessOrEqual", keys, queries) : null;
    if (input.mask === null) return { allowed: causal, real: null };
    const realKeys = g.op("Unsqueeze", input.mask, [1, 2]); // [batch, 1, 1, key]
    const mine = past === null ? input.mask : g.op("Slice", input.mask, past, all, [1]);
    const real = g.op("Unsqueeze", mine, [1, 3]); // [batch, 1, query, 1]
    const pairs = g.op("And", realKeys, real);
    const within = causal === null ? pairs : g.op("And", pairs, causal);
    return { allowed: g.op("Or", within, g.op("Equal", keys, queries)), real };
  });
}

/** 0, 1, … up to a length given as a vector of one. */
function count(g: Builder, length: Value): Value {
  const end = g.op("Squeeze", length, [0]);
  return g.op("Range", g.scalar(0, "int64"), end, g.scalar(1, "int64"));
}
