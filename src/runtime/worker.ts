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

  async #answer(request: Call): Promise<void> {
    const { id } = request;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const gives = await this.#perform(request, controller.signal);
      this.#port.post({ kind: "done", id, gives }, transferable(request.call, gives));
    } catch (error) {
      this.#port.post({ kind: "failed", id, error: toPlainError(error, request.call) }, []);
    } finally {
      this.#running.delete(id);
    }
  }

  async #perform(request: Call, signal: AbortSignal): Promise<Calls[CallName]["gives"]> {
    switch (request.call) {
      case "open":
        return this.#open(request.takes);
      case "load":
        return this.#load(request, signal);
      case "run":
        return this.#run(request.takes, signal);
      case "release":
        await this.#session(request.takes).release();
        return null;
      case "weight":
        return this.#opened().weight(request.takes);
      case "drop":
        await this.#opened().drop(request.takes);
        return null;
      case "stats":
        return this.#opened().stats();
      case "close":
        await this.#engine?.close();
        return null;
    }
  }

  async #open(options: Calls["open"]["takes"]): Promise<Engine["backend"]> {
    const onWarning = (message: string): void => this.#port.post({ kind: "warning", message }, []);
    this.#engine = await this.#createEngine({ ...options, onWarning });
    return this.#engine.backend;
  }

  async #load(
    { id, takes }: Extract<Call, { readonly call: "load" }>,
    signal: AbortSignal,
  ): Promise<null> {
    const onBytes = (count: number): void => this.#port.post({ kind: "bytes", id, count }, []);
    await this.#opened().load(takes, { signal, onBytes });
    return null;
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
function transferable(call: CallName, gives: Calls[CallName]["gives"]): ArrayBuffer[] {
  if (call === "run") return buffersOf(Object.values((gives as Calls["run"]["gives"]).tensors));
  return call === "weight" ? buffersOf([gives as Calls["weight"]["gives"]]) : [];
}
