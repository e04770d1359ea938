import { createLocalEngine } from "./local.web.ts";
import type { Request, Response } from "./protocol.ts";
import { RemoteEngine, type WorkerLine } from "./remote.ts";
import type { Engine, EngineOptions } from "./session.ts";

/**
 * An engine in a page: onnxruntime-web's WASM, with threads where the page is cross-origin
 * isolated; in a worker unless `worker` is false.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  if (options.worker === false || typeof Worker === "undefined") return createLocalEngine(options);
  return RemoteEngine.open(startWorker(), options);
}

function startWorker(): WorkerLine {
  const worker = new Worker(new URL("./worker.web.js", import.meta.url), { type: "module" });
  return {
    post: (request: Request) => worker.postMessage(request),
    listen: (receive, fail) => {
      worker.onmessage = (event: MessageEvent<Response>) => receive(event.data);
      worker.onmessageerror = () => fail("an answer of the engine's worker could not be read");
      worker.onerror = (event) => fail(`the engine's worker failed: ${event.message}`);
    },
    setBusy: () => {},
    terminate: async () => worker.terminate(),
  };
}
