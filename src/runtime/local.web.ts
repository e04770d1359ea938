import { VitrineError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { LocalEngine } from "./local.ts";
import { referenceBackend } from "./reference.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { wasmBackend, type WebOrt } from "./wasm.ts";
import { webgpuBackend } from "./webgpu.ts";
import { openGpu, type WebGpuOrt } from "./webgpu.web.ts";

const MAX_THREADS = 8;

/** An engine in this thread of a page or web worker. */
export async function createLocalEngine(options: EngineOptions = {}): Promise<Engine> {
  const { backend = "web", threads } = options;
  if (backend === "node") {
    throw new VitrineError(
      "UNSUPPORTED",
      `createEngine: backend "node" runs in Node only; expected "web", "webgpu" or "reference".`,
    );
  }
  if (backend === "reference") return new LocalEngine(referenceBackend(), options);
  if (backend === "webgpu") return new LocalEngine(await webgpu(), options);
  const ort = (await import("onnxruntime-web/wasm")) as WebOrt;
  return new LocalEngine(wasmBackend(ort, usableThreads(threads)), options);
}

/** A build of its own, twice as large: fetched only when it is asked for. */
async function webgpu(): Promise<Backend> {
  const ort = (await import("onnxruntime-web/webgpu")) as WebGpuOrt;
  return webgpuBackend(ort, await openGpu(ort));
}

/**
 * Threads need memory that workers share, which only isolated pages have, and a thread to wait for
 * them that is not the page's own.
 */
function usableThreads(wanted: number = navigator.hardwareConcurrency): number {
  const isPage = typeof document !== "undefined";
  return crossOriginIsolated && !isPage ? Math.min(wanted, MAX_THREADS) : 1;
}
