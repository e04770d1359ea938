import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** What a text model is fed. */
export interface TextInput {
  /** Token ids, int64 `[batch, pos]`. */
  readonly ids: Value;
  /** Position of each token among its row's real tokens, int64 `[batch, pos]`. */
  readonly positions: Value;
  /** Which tokens are real, bool `[batch, pos]`; null where all are. */
  readonly mask: Value | null;
}

/** Declares the inputs `ids`, `positions` and, for rows of unlike length, `mask`. */
export function textInput(g: Builder, padded: boolean): TextInput {
  const dims = ["batch", "pos"];
  return {
    ids: g.input("ids", "int64", dims),
    positions: g.input("positions", "int64", dims),
    mask: padded ? g.input("mask", "bool", dims) : null,
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
    const zero = g.scalar(0, "int64");
    const length = g.op("Squeeze", g.dim(input.ids, 1), [0]);
    const index = g.op("Range", zero, length, g.scalar(1, "int64")); // [pos]
    const keys = g.op("Unsqueeze", index, [0, 1, 2]); // [1, 1, 1, key]
    const queries = g.op("Unsqueeze", index, [0, 1, 3]); // [1, 1, query, 1]
    const causal = isCausal ? g.op("LessOrEqual", keys, queries) : null;
    if (input.mask === null) return { allowed: causal, real: null };
    const realKeys = g.op("Unsqueeze", input.mask, [1, 2]); // [batch, 1, 1, key]
    const real = g.op("Unsqueeze", input.mask, [1, 3]); // [batch, 1, query, 1]
    const pairs = g.op("And", realKeys, real);
    const within = causal === null ? pairs : g.op("And", pairs, causal);
    return { allowed: g.op("Or", within, g.op("Equal", keys, queries)), real };
  });
}
