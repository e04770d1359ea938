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
    post: (request: Request) => worker.postMessage(request, []),
    listen: (receive, fail) => {
      worker.addEventListener("message", ({ data }: MessageEvent<Response>) => receive(data));
      worker.addEventListener("messageerror", () => fail("an answer could not be read"));
      worker.addEventListener("error", ({ message }) =>
        fail(`the engine's worker failed: ${message}`),
      );
    },
    setBusy: () => {},
    terminate: async () => worker.terminate(),
  };
}
