import { LocalEngine } from "./local.ts";
import { ortBackend } from "./ort.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { physicalCores } from "./cores.node.ts";

const MAX_THREADS = 8;

/** An engine in Node: onnxruntime-node, or WASM where that is not installed. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const ort = await import("onnxruntime-node");
  const threads = options.threads ?? Math.min(physicalCores(), MAX_THREADS);
  return new LocalEngine(ortBackend(ort, { name: "node", threads }), options);
}
