import type { Graph } from "../graph/graph.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { BackendName, SessionOptions } from "./session.ts";

export type TensorsByName = Readonly<Record<string, Tensor>>;

/** A tensor that a backend holds where JavaScript does not read it: on a GPU. */
export interface HeldTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Frees it. It cannot be fed any more. */
  release(): Promise<void>;
}

/** What runs take and give. A held tensor is fed only to the backend that gave it. */
export type RunTensors = Readonly<Record<string, Tensor | HeldTensor>>;

export function isHeld(tensor: Tensor | HeldTensor): tensor is HeldTensor {
  return !("data" in tensor);
}

/** A graph ready to run. Its feeds have been checked. */
export interface Program {
  /** Of weights that it holds a copy of. */
  readonly bytes: number;
  /** @param keep - Outputs that are only fed again: they may come back as held tensors. */
  run(
    feeds: RunTensors,
    outputs: readonly string[],
    keep: ReadonlySet<string>,
  ): Promise<RunTensors>;
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
  /** Frees what its programs shared. Called once, after they and every held tensor are released. */
  close?(): Promise<void>;
}
