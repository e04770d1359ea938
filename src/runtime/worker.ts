import { VitrineError } from "../errors.ts";
import {
  buffersOf,
  type Calls,
  type CallName,
  type Request,
  type Response,
  type RunCall,
  type SessionCall,
  toPlainError,
} from "./protocol.ts";
import type { Engine, EngineOptions, Session } from "./session.ts";

/** A worker's end of the line to the thread that started it. */
export interface WorkerPort {
  post(response: Response, transfer: readonly ArrayBuffer[]): void;
  listen(receive: (request: Request) => void): void;
}

export type CreateEngine = (options: EngineOptions) => Promise<Engine>;

/** Answers the calls of a `RemoteEngine` with an engine of this thread, until it is closed. */
export function serveEngine(port: WorkerPort, createEngine: CreateEngine): void {
  const server = new EngineServer(port, createEngine);
  port.listen((request) => server.receive(request));
}

type Call = Extract<Request, { readonly takes: unknown }>;

interface CallContext {
  readonly id: number;
  readonly signal: AbortSignal;
}

type Handlers = {
  readonly [C in CallName]: (
    takes: Calls[C]["takes"],
    context: CallContext,
  ) => Promise<Calls[C]["gives"]>;
};

class EngineServer {
  readonly #port: WorkerPort;
  readonly #createEngine: CreateEngine;
  readonly #sessions = new Map<string, Session>();
  readonly #running = new Map<number, AbortController>();
  #engine: Engine | null = null;

  constructor(port: WorkerPort, createEngine: CreateEngine) {
    this.#port = port;
    this.#createEngine = createEngine;
  }

  receive(request: Request): void {
    if (request.call === "abort") this.#running.get(request.id)?.abort();
    else if (request.call === "forget") for (const key of request.keys) this.#sessions.delete(key);
    else void this.#answer(request);
  }

  readonly #handlers: Handlers = {
    open: async (options) => {
      const onWarning = (message: string, id?: string): void =>
        this.#port.post({ kind: "warning", message, id }, []);
      this.#engine = await this.#createEngine({ ...options, onWarning });
      return this.#engine.backend;
    },
    load: async (plan, { id, signal }) => {
      const onBytes = (count: number): void => this.#port.post({ kind: "bytes", id, count }, []);
      await this.#opened().load(plan, { signal, onBytes });
      return null;
    },
    run: (call, { signal }) => this.#run(call, signal),
    release: async (call) => {
      await this.#session(call).release();
      return null;
    },
    weight: (name) => this.#opened().weight(name),
    drop: async (refs) => {
      await this.#opened().drop(refs);
      return null;
    },
    stats: () => this.#opened().stats(),
    close: async () => {
      await this.#engine?.close();
      return null;
    },
  };

  async #answer({ id, call, takes }: Call): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const handle = this.#handlers[call] as (
      takes: unknown,
      context: CallContext,
    ) => Promise<unknown>;
    try {
      const gives = await handle(takes, { id, signal: controller.signal });
      this.#port.post({ kind: "done", id, gives }, transferable(call, gives));
    } catch (error) {
      this.#port.post({ kind: "failed", id, error: toPlainError(error, call) }, []);
    } finally {
      this.#running.delete(id);
    }
  }

  #run(call: RunCall, signal: AbortSignal): Promise<Calls["run"]["gives"]> {
    const { feeds, outputs, keep } = call;
    return this.#session(call).run(feeds, {
      signal,
      ...(outputs === undefined ? {} : { outputs }),
      ...(keep === undefined ? {} : { keep }),
    });
  }

  #session({ key, graph, options }: SessionCall): Session {
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    if (graph === undefined) {
      throw new VitrineError("RUNTIME", `worker: the graph ${key} was not sent.`);
    }
    const session = this.#opened().session(graph, options);
    this.#sessions.set(key, session);
    return session;
  }

  #opened(): Engine {
    if (this.#engine !== null) return this.#engine;
    throw new VitrineError("RUNTIME", "worker: called before it was opened.");
  }
}

/** Results are the receiver's from then on, so their memory moves instead of being copied. */
function transferable(call: CallName, gives: unknown): ArrayBuffer[] {
  if (call === "run") return buffersOf(Object.values((gives as Calls["run"]["gives"]).tensors));
  return call === "weight" ? buffersOf([gives as Calls["weight"]["gives"]]) : [];
}
