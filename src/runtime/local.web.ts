import { VitrineError } from "../errors.ts";
import { LocalEngine } from "./local.ts";
import { referenceBackend } from "./reference.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { wasmBackend, type WebOrt } from "./wasm.ts";

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
  const ort = (await import("onnxruntime-web/wasm")) as WebOrt;
  return new LocalEngine(wasmBackend(ort, usableThreads(threads)), options);
}

/**
 * Threads need memory that workers share, which only isolated pages have, and a thread to wait for
 * them that is not the page's own.
 */
function usableThreads(wanted: number = navigator.hardwareConcurrency): number {
  const isPage = typeof document !== "undefined";
  return crossOriginIsolated && !isPage ? Math.min(wanted, MAX_THREADS) : 1;
}
