import { Worker } from "node:worker_threads";
import { gpuLock, unlockGpu } from "./gpu-lock.node.ts";
import { createLocalEngine } from "./local.node.ts";
import type { Request, Response } from "./protocol.ts";
import { RemoteEngine, type WorkerLine } from "./remote.ts";
import type { Engine, EngineOptions } from "./session.ts";

/**
 * An engine in Node: onnxruntime-node, or WASM where that is not installed; in a worker thread
 * unless `worker` is false. An idle engine does not keep the process alive.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  if (options.worker === false) return createLocalEngine(options);
  return RemoteEngine.open(startWorker(), options);
}

function startWorker(): WorkerLine {
  // the main thread's flags are not the worker's: `--input-type` alone would stop it
  const worker = new Worker(new URL("./worker.node.js", import.meta.url), {
    execArgv: [],
    workerData: gpuLock,
  });
  const { threadId } = worker; // not known after its end
  return {
    post: (request: Request) => worker.postMessage(request, []),
    listen: (receive, fail) => {
      worker.on("message", (response: Response) => receive(response));
      worker.on("error", (error) => fail(`the engine's thread failed: ${error.message}`));
      worker.on("exit", (code) => {
        unlockGpu(threadId);
        fail(`the engine's thread ended with code ${code}`);
      });
    },
    setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
