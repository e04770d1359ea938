import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { BackendName, SessionOptions } from "./session.ts";

export type TensorsByName = Readonly<Record<string, Tensor>>;

/** A graph ready to run. Its feeds have been checked. */
export interface Program {
  /** Of weights that it holds a copy of. */
  readonly bytes: number;
  run(feeds: TensorsByName, outputs: readonly string[]): Promise<TensorsByName>;
  release(): Promise<void>;
}

/** One way of executing graphs. An engine adds weights, caching, checks and queueing. */
export interface Backend {
  readonly name: BackendName;
  /** Computes in float64 whatever the graph says; takes and gives any float. */
  readonly isExact: boolean;
  /** @param weights - One per param of the graph, of its type. */
  compile(
    graph: Graph,
    weights: ReadonlyMap<string, Tensor>,
    options: SessionOptions,
  ): Promise<Program>;
}
