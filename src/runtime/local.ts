import { throwIfAborted, unknownName, VitrineError } from "../errors.ts";
import { formatDims, sameDims } from "../graph/dim.ts";
import type { Graph, Port } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { loadWeights } from "../weights/load.ts";
import type { WeightPlan } from "../weights/recipe.ts";
import { type Backend, type HeldTensor, isHeld, type Program, type RunTensors } from "./backend.ts";
import { checkFeeds } from "./feeds.ts";
import { sessionKey } from "./graph-key.ts";
import { KeptTensors } from "./kept.ts";
import { ProgramCache } from "./program-cache.ts";
import type {
  BackendName,
  Engine,
  EngineOptions,
  Feeds,
  LoadOptions,
  Session,
  SessionOptions,
  SessionResult,
  SessionRunOptions,
  TensorRef,
} from "./session.ts";
import { Turns } from "./turns.ts";

const DEFAULT_MAX_SESSIONS = 32;
const DEFAULT_MAX_SESSION_BYTES = 2 ** 32;

/** A graph as a session runs it. */
interface Source {
  readonly graph: Graph;
  /** Of its program. */
  readonly key: string;
  readonly options: SessionOptions;
}

type CacheOptions = Pick<EngineOptions, "maxSessions" | "maxSessionBytes">;

/** An engine in the calling thread: weights, compiled graphs and kept tensors of one backend. */
export class LocalEngine implements Engine {
  readonly backend: BackendName;
  readonly #backend: Backend;
  readonly #programs: ProgramCache;
  readonly #kept = new KeptTensors();
  readonly #turns = new Turns();
  #weights: ReadonlyMap<string, Tensor> = new Map();
  #isClosed = false;

  constructor(backend: Backend, options: CacheOptions = {}) {
    this.backend = backend.name;
    this.#backend = backend;
    this.#programs = new ProgramCache({
      count: options.maxSessions ?? DEFAULT_MAX_SESSIONS,
      bytes: options.maxSessionBytes ?? DEFAULT_MAX_SESSION_BYTES,
    });
  }

  async load(plan: WeightPlan, options: LoadOptions = {}): Promise<void> {
    this.#requireOpen("load");
    const weights = await loadWeights(plan, options);
    await this.#turns.take(async () => {
      await this.#programs.clear();
      this.#weights = weights;
    });
  }

  session(graph: Graph, options: SessionOptions = {}): Session {
    this.#requireOpen("session");
    const key = sessionKey(graph, options);
    const source = { graph, key, options };
    return {
      graph,
      run: (feeds, runOptions = {}) => this.#run(source, feeds, runOptions),
      release: () => this.#turns.take(() => this.#programs.drop(key)),
    };
  }

  async weight(name: string): Promise<Tensor> {
    this.#requireOpen("weight");
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw unknownName("weight", "weight", name, this.#weights.keys());
    return { ...tensor, data: tensor.data.slice() };
  }

  async drop(refs: readonly TensorRef[]): Promise<void> {
    await this.#free(this.#kept.drop(refs));
  }

  async stats(): Promise<{ readonly weightBytes: number; readonly sessions: number }> {
    const buffers = new Set([...this.#weights.values()].map((tensor) => tensor.data));
    let weightBytes = 0;
    for (const data of buffers) weightBytes += data.byteLength;
    return { weightBytes, sessions: this.#programs.size };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#turns.take(async () => {
      for (const tensor of this.#kept.clear()) await tensor.release();
      await this.#programs.clear();
      await this.#backend.close?.();
    });
    this.#weights = new Map();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(
    { graph, key, options }: Source,
    feeds: Feeds,
    { outputs, keep = [], signal }: SessionRunOptions,
  ): Promise<SessionResult> {
    this.#requireOpen("run");
    const wanted = wantedOutputs(graph, outputs, keep);
    const tensors = this.#kept.resolve(feeds);
    checkFeeds(graph, tensors, { anyFloat: this.#backend.isExact });
    const kept = new Set(keep);
    const results = await this.#turns.take(() => {
      throwIfAborted(signal, "run");
      const compile = (): Promise<Program> => this.#compile(graph, options);
      return this.#programs.use(key, compile, (program) => program.run(tensors, wanted, kept));
    });
    return this.#sort(results, kept);
  }

  #compile(graph: Graph, options: SessionOptions): Promise<Program> {
    const weights = new Map(graph.params.map((port) => [port.name, this.#weightFor(port)]));
    return this.#backend.compile(graph, weights, options);
  }

  #weightFor({ name, value }: Port): Tensor {
    const tensor = this.#weights.get(name);
    if (tensor === undefined) throw unknownName("compile", "weight", name, this.#weights.keys());
    if (tensor.dtype === value.dtype && sameDims(tensor.dims, value.dims)) return tensor;
    throw new VitrineError(
      "BAD_SHAPE",
      `compile: weight "${name}" does not fit the graph; expected ` +
        `${value.dtype}${formatDims(value.dims)}, got ${tensor.dtype}${formatDims(tensor.dims)}.`,
      { details: { name } },
    );
  }

  /** After the runs that use them. */
  async #free(held: readonly HeldTensor[]): Promise<void> {
    if (held.length === 0) return;
    await this.#turns.take(async () => {
      for (const tensor of held) await tensor.release();
    });
  }

  #sort(results: RunTensors, keep: ReadonlySet<string>): SessionResult {
    const tensors: Record<string, Tensor> = {};
    const refs: Record<string, TensorRef> = {};
    for (const [name, tensor] of Object.entries(results)) {
      if (keep.has(name) || isHeld(tensor)) refs[name] = this.#kept.keep(tensor);
      else tensors[name] = tensor;
    }
    return { tensors, refs };
  }

  #requireOpen(where: string): void {
    if (!this.#isClosed) return;
    throw new VitrineError("CLOSED", `${where}: the engine is closed. Create a new one.`);
  }
}

/** What is computed: the outputs asked for and those to be kept. */
function wantedOutputs(
  graph: Graph,
  outputs: readonly string[] | undefined,
  keep: readonly string[],
): string[] {
  const known = new Set(graph.outputs.map((port) => port.name));
  const wanted = new Set([...(outputs ?? known), ...keep]);
  for (const name of wanted) if (!known.has(name)) throw unknownName("run", "output", name, known);
  return [...wanted];
}
