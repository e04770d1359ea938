import { throwIfAborted, VitrineError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { WeightPlan } from "../weights/recipe.ts";
import { sessionKey } from "./graph-key.ts";
import {
  type CallName,
  type Calls,
  compact,
  fromPlainError,
  type Request,
  type Response,
  type SessionCall,
} from "./protocol.ts";
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

/** The line to a worker that serves an engine. */
export interface WorkerLine {
  post(request: Request): void;
  /** @param fail - Called when the worker can answer no more. */
  listen(receive: (response: Response) => void, fail: (reason: string) => void): void;
  /** Whether calls are waiting: only then does the worker keep its process alive. */
  setBusy(isBusy: boolean): void;
  terminate(): Promise<void>;
}

interface Pending {
  readonly resolve: (gives: unknown) => void;
  readonly reject: (error: VitrineError) => void;
  readonly onBytes: ((count: number) => void) | undefined;
}

/** Graphs the worker is left to remember; the least recently used is sent again when needed. */
const MAX_GRAPHS = 256;

/**
 * An engine in a worker. Graphs are sent once, feeds are copied over, results are moved back.
 */
export class RemoteEngine implements Engine {
  readonly #line: WorkerLine;
  readonly #pending = new Map<number, Pending>();
  /** Keys of the graphs the worker has, in order of last use. */
  readonly #sent = new Set<string>();
  readonly #onWarning: (message: string, id?: string) => void;
  #backend: BackendName = "reference";
  #nextId = 1;
  #ended: VitrineError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(line: WorkerLine, onWarning: (message: string, id?: string) => void) {
    this.#line = line;
    this.#onWarning = onWarning;
    line.listen(
      (response) => this.#receive(response),
      (reason) =>
        this.#end(new VitrineError("RUNTIME", `worker: ${reason}. Load the model again.`)),
    );
  }

  /** Starts the engine that the worker is to serve. */
  static async open(line: WorkerLine, options: EngineOptions): Promise<RemoteEngine> {
    const { onWarning = () => {}, worker: _, ...rest } = options;
    const engine = new RemoteEngine(line, onWarning);
    try {
      engine.#backend = await engine.#call("open", rest);
      return engine;
    } catch (error) {
      await line.terminate();
      throw error;
    }
  }

  get backend(): BackendName {
    return this.#backend;
  }

  async load(plan: WeightPlan, options: LoadOptions = {}): Promise<void> {
    await this.#call("load", plan, options);
  }

  session(graph: Graph, options: SessionOptions = {}): Session {
    this.#requireOpen("session");
    const key = sessionKey(graph, options);
    return {
      graph,
      run: (feeds, runOptions = {}) => this.#run(key, graph, options, feeds, runOptions),
      release: async () => {
        if (this.#sent.has(key)) await this.#call("release", { key, options });
      },
    };
  }

  async weight(name: string): Promise<Tensor> {
    return this.#call("weight", name);
  }

  async drop(refs: readonly TensorRef[]): Promise<void> {
    if (refs.length > 0) await this.#call("drop", refs);
  }

  async stats(): Promise<{ readonly weightBytes: number; readonly sessions: number }> {
    return this.#call("stats", null);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    if (this.#ended === null) await this.#call("close", null).catch(() => null);
    this.#end(new VitrineError("CLOSED", "the engine is closed. Create a new one."));
    await this.#line.terminate();
  }

  async #run(
    key: string,
    graph: Graph,
    options: SessionOptions,
    feeds: Feeds,
    { outputs, keep, signal }: SessionRunOptions,
  ): Promise<SessionResult> {
    const entries = Object.entries(feeds).map(([name, fed]) => [
      name,
      "ref" in fed ? fed : compact(fed),
    ]);
    const call = {
      ...this.#sessionCall(key, graph, options),
      feeds: Object.fromEntries(entries) as Feeds,
      ...(outputs === undefined ? {} : { outputs }),
      ...(keep === undefined ? {} : { keep }),
    };
    return this.#call("run", call, signal === undefined ? {} : { signal });
  }

  /** With the graph where the worker does not have it. */
  #sessionCall(key: string, graph: Graph, options: SessionOptions): SessionCall {
    const isKnown = this.#sent.delete(key);
    this.#sent.add(key);
    if (isKnown) return { key, options };
    const [oldest] = this.#sent;
    if (this.#sent.size > MAX_GRAPHS) {
      this.#sent.delete(oldest);
      this.#line.post({ call: "forget", keys: [oldest] });
    }
    return { key, options, graph: compactConstants(graph) };
  }

  #call<C extends CallName>(
    call: C,
    takes: Calls[C]["takes"],
    { signal, onBytes }: LoadOptions = {},
  ): Promise<Calls[C]["gives"]> {
    this.#requireOpen(call);
    throwIfAborted(signal, call);
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onBytes });
    });
    this.#line.setBusy(true);
    const abort = (): void => this.#line.post({ call: "abort", id });
    signal?.addEventListener("abort", abort, { once: true });
    this.#line.post({ id, call, takes } as Request);
    return answer.finally(() => signal?.removeEventListener("abort", abort)) as Promise<
      Calls[C]["gives"]
    >;
  }

  #receive(response: Response): void {
    if (response.kind === "warning") return this.#onWarning(response.message, response.id);
    const pending = this.#pending.get(response.id);
    if (response.kind === "bytes") return pending?.onBytes?.(response.count);
    this.#pending.delete(response.id);
    if (this.#pending.size === 0) this.#line.setBusy(false);
    if (response.kind === "done") pending?.resolve(response.gives);
    else pending?.reject(fromPlainError(response.error));
  }

  /** No call is answered any more, those waiting and those to come. */
  #end(error: VitrineError): void {
    this.#ended ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    this.#line.setBusy(false);
  }

  #requireOpen(where: string): void {
    if (this.#closing !== null && where !== "close") {
      throw new VitrineError("CLOSED", `${where}: the engine is closed. Create a new one.`);
    }
    if (this.#ended !== null) throw this.#ended;
  }
}

function compactConstants(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    const { value } = node.attrs;
    if (typeof value !== "object" || !("data" in value)) return node;
    const compacted = compact(value);
    return compacted === value ? node : { ...node, attrs: { ...node.attrs, value: compacted } };
  });
  return { ...graph, nodes };
}
