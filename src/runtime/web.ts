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
  // An error without a message: the script itself could not be loaded.
  const reasonOf = ({ message }: { readonly message?: string }): string =>
    message ?? "its script cannot be loaded; is it served with the page?";
  return {
    post: (request: Request) => worker.postMessage(request, []),
    listen: (receive, fail) => {
      worker.addEventListener("message", ({ data }: MessageEvent<Response>) => receive(data));
      worker.addEventListener("messageerror", () => fail("an answer could not be read"));
      worker.addEventListener("error", (event) =>
        fail(`the engine's worker failed: ${reasonOf(event)}`),
      );
    },
    setBusy: () => {},
    terminate: async () => worker.terminate(),
  };
}
