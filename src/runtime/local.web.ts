import { LocalEngine } from "./local.ts";
import { referenceBackend } from "./reference.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { wasmBackend } from "./wasm.ts";
import { VitrineError } from "../errors.ts";

const MAX_THREADS = 8;

/** An engine in this thread of a page or web worker. */
export async function createLocalEngine(options: EngineOptions = {}): Promise<Engine> {
  const { backend = "web", threads } = options;
  if (backend === "node") {
    throw new VitrineError(
      "UNSUPPORTED",
      `createEngine: backend "node" runs in Node only; expected "web" or "reference".`,
    );
  }
  if (backend === "reference") return new LocalEngine(referenceBackend(), options);
  return new LocalEngine(await wasmBackend(usableThreads(threads)), options);
}

/** Threads need memory that workers share, which only isolated pages have. */
function usableThreads(wanted: number = navigator.hardwareConcurrency): number {
  return crossOriginIsolated ? Math.min(wanted, MAX_THREADS) : 1;
}
