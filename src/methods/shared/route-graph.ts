/** Importances of the edges into one layer's nodes. */
export interface LayerEdges {
  readonly layer: number;
  /** `[head, query, key]`; one head where they are put together. */
  readonly attention: Float64Array;
  readonly residual: ArrayLike<number>;
  readonly mlp: ArrayLike<number>;
  readonly residualMlp: ArrayLike<number>;
}

/** An edge of a route: between tokens through a head, or along one token. */
export interface RouteEdge {
  readonly layer: number;
  /** `residual` passes attention by, `residual-mlp` the MLP. */
  readonly kind: "attention" | "residual" | "mlp" | "residual-mlp";
  /** Index among the heads; null where the edge is no head's. */
  readonly head: number | null;
  readonly from: number;
  readonly to: number;
  readonly importance: number;
}

export interface Routes {
  /** From the top down. */
  readonly edges: readonly RouteEdge[];
  /** `[layer + 1, pos]`: products of importances along all routes kept from each node to the top. */
  readonly reach: Float64Array;
}

/**
 * The routes that lead to one position of the last layer's end, found from the top down: of what enters a
 * node that is reached, edges above the threshold are kept, and what they come from is reached.
 */
export function routesTo(
  position: number,
  layers: readonly LayerEdges[],
  length: number,
  threshold: number,
): Routes {
  const edges: RouteEdge[] = [];
  const reach = new Float64Array((layers.length + 1) * length);
  reach[layers.length * length + position] = 1;
  for (let at = layers.length - 1; at >= 0; at--) {
    const { layer, attention, residual, mlp, residualMlp } = layers[at];
    const top = reach.subarray((at + 1) * length, (at + 2) * length);
    const below = reach.subarray(at * length, (at + 1) * length);
    const middle = new Float64Array(length);
    const follow = (flow: number, into: Float64Array, edge: Omit<RouteEdge, "layer">): void => {
      if (edge.importance <= threshold) return;
      edges.push({ layer, ...edge });
      into[edge.from] += flow * edge.importance;
    };
    for (let to = 0; to < length; to++) {
      if (top[to] === 0) continue;
      const own = { head: null, from: to, to };
      follow(top[to], middle, { kind: "mlp", ...own, importance: mlp[to] });
      follow(top[to], middle, { kind: "residual-mlp", ...own, importance: residualMlp[to] });
    }
    for (let to = 0; to < length; to++) {
      if (middle[to] === 0) continue;
      const own = { head: null, from: to, to };
      follow(middle[to], below, { kind: "residual", ...own, importance: residual[to] });
      for (let head = 0; head * length * length < attention.length; head++) {
        for (let from = 0; from < length; from++) {
          const importance = attention[(head * length + to) * length + from];
          follow(middle[to], below, { kind: "attention", head, from, to, importance });
        }
      }
    }
  }
  return { edges, reach };
}
