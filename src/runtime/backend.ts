import type { Dim } from "../graph/dim.ts";
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

export interface CompileOptions extends SessionOptions {
  /** Row counts of products with weights that are few in the runs to come. */
  readonly fewRows: readonly Dim[];
}

/** One way of executing graphs. An engine adds weights, caching, checks and queueing. */
export interface Backend {
  readonly name: BackendName;
  /** Computes in float64 whatever the graph says; takes and gives any float. */
  readonly isExact: boolean;
  /** Compiles another form of a graph where products with bound weights have few rows. */
  readonly mindsRows: boolean;
  /** @param weights - One per param of the graph, of its type. */
  compile(
    graph: Graph,
    weights: ReadonlyMap<string, Tensor>,
    options: CompileOptions,
  ): Promise<Program>;
}
