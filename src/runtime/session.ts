import type { Graph } from "../graph/graph.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { WeightPlan } from "../weights/recipe.ts";

/**
 * `node`: onnxruntime-node; `web`: onnxruntime-web (WASM); `webgpu`: the GPU, by either of them;
 * `reference`: our float64 interpreter.
 */
export type BackendName = "node" | "web" | "webgpu" | "reference";

/** A tensor that stayed with the engine: an output asked to be kept, fed to a later run. */
export interface TensorRef {
  readonly ref: number;
  readonly dtype: DType;
  readonly dims: readonly number[];
}

export type Feeds = Readonly<Record<string, Tensor | TensorRef>>;

export interface SessionRunOptions {
  /** Only these outputs are computed for the caller; default all. */
  readonly outputs?: readonly string[];
  /** Outputs that stay with the engine and come back as references. */
  readonly keep?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Outputs of one run by name. `refs` holds those that were kept. */
export interface SessionResult {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly refs: Readonly<Record<string, TensorRef>>;
}

/** One compiled graph. Compiled at its first run, recompiled if it was evicted since. */
export interface Session {
  readonly graph: Graph;
  run(feeds: Feeds, options?: SessionRunOptions): Promise<SessionResult>;
  /** Frees the compiled form now. The session can be run again. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /**
   * Writes weights into the compiled form: faster runs, a second copy of the weights. No effect on
   * WebGPU, where all graphs read the one copy on the GPU.
   */
  readonly prepack?: boolean;
  /** Compiles for longer (some 50 ms) to run faster: for a graph that will run many times. */
  readonly optimize?: boolean;
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes as each piece of the checkpoint arrives. */
  readonly onBytes?: (count: number) => void;
}

export interface EngineOptions {
  /**
   * Default `node` where it is installed, else `web`. One that is named is used, or an error says
   * what it lacks.
   */
  readonly backend?: BackendName;
  /** Owns sessions and weights in a worker (default true where workers exist). */
  readonly worker?: boolean;
  /** Threads per run; default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Compiled graphs kept alive; the least recently run is dropped first. Default 32. */
  readonly maxSessions?: number;
  /**
   * Bytes of weights that compiled graphs may hold beside the engine's own (pre-packed ones, and
   * the hot graph of WASM); the least recently run is dropped first. Default 4 GiB.
   */
  readonly maxSessionBytes?: number;
  /** Told once about a fallback or a degraded mode; `id` is what says it in other languages. */
  readonly onWarning?: (message: string, id?: string) => void;
}

/**
 * What executes graphs: owns the weights and every compiled session. In a worker or in the
 * calling thread, native, WASM, WebGPU or reference, the same interface and the same numbers.
 */
export interface Engine extends AsyncDisposable {
  readonly backend: BackendName;
  /** Reads the checkpoint and holds the weights. Once per engine. */
  load(plan: WeightPlan, options?: LoadOptions): Promise<void>;
  /** A session for this graph; graphs with the same structural hash share the compiled form. */
  session(graph: Graph, options?: SessionOptions): Session;
  /** A copy of one weight as the graph sees it. */
  weight(name: string): Promise<Tensor>;
  /** Frees kept tensors. */
  drop(refs: readonly TensorRef[]): Promise<void>;
  /** Bytes of weights and number of live sessions. */
  stats(): Promise<{ readonly weightBytes: number; readonly sessions: number }>;
  /** Lets the runs it has finish, then frees everything. A second call does nothing. */
  close(): Promise<void>;
}
