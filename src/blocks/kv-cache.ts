import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** Keys and values of one layer at the positions before these. */
export interface LayerCache {
  /** Keys (rotated, where the family rotates them), `[batch, kvHead, past, dHead]`. */
  readonly k: Value;
  /** Values, `[batch, kvHead, past, dHead]`. */
  readonly v: Value;
  /** Hands on the keys and values up to here, `[batch, kvHead, past + pos, dHead]`. */
  readonly store: (k: Value, v: Value) => void;
}

export interface CacheSpec {
  readonly nLayers: number;
  readonly nKeyValueHeads: number;
  readonly dHead: number;
}

/** Declares the inputs `past.<layer>.k` and `.v`; storing adds the outputs `present.<layer>.k`, `.v`. */
export function layerCaches(g: Builder, spec: CacheSpec): readonly LayerCache[] {
  const dims = ["batch", spec.nKeyValueHeads, "past", spec.dHead];
  return Array.from({ length: spec.nLayers }, (_, layer) => ({
    k: g.input(`past.${layer}.k`, "float32", dims),
    v: g.input(`past.${layer}.v`, "float32", dims),
    store: (k: Value, v: Value) => {
      g.output(`present.${layer}.k`, k);
      g.output(`present.${layer}.v`, v);
    },
  }));
}
