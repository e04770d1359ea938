import { VitrineError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { physicalCores } from "./cores.node.ts";
import { LocalEngine } from "./local.ts";
import { ortBackend } from "./ort.ts";
import { referenceBackend } from "./reference.ts";
import type { Engine, EngineOptions } from "./session.ts";
import { wasmBackend } from "./wasm.ts";
import { openGpu } from "./webgpu.node.ts";
import { webgpuBackend } from "./webgpu.ts";

/** More threads than this gain nothing at the sizes of one layer's products. */
const MAX_THREADS = 8;

/** An engine in this thread of a Node process. */
export async function createLocalEngine(options: EngineOptions = {}): Promise<Engine> {
  return new LocalEngine(await backendFor(options), options);
}

async function backendFor({ backend, threads, onWarning }: EngineOptions): Promise<Backend> {
  if (backend === "reference") return referenceBackend();
  if (backend === "webgpu") return webgpu();
  const count = threads ?? Math.min(physicalCores(), MAX_THREADS);
  if (backend === "web") return wasm(count);
  try {
    return ortBackend(await import("onnxruntime-node"), { name: "node", threads: count });
  } catch (error) {
    if (backend === "node") throw notInstalled(error);
    const { message } = notInstalled(error);
    onWarning?.(
      `${message} Until then WASM is used, at a third of the speed.`,
      "error.wasm-instead",
    );
    return wasm(count);
  }
}

async function webgpu(): Promise<Backend> {
  const ort = await import("onnxruntime-node").catch((error: unknown) => {
    throw notInstalled(error);
  });
  return webgpuBackend(ort, await openGpu(ort));
}

/** The package's own export for Node, which finds its `.wasm` in the file system. */
async function wasm(threads: number): Promise<Backend> {
  return wasmBackend(await import("onnxruntime-web"), threads);
}

function notInstalled(cause: unknown): VitrineError {
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new VitrineError(
    "UNSUPPORTED",
    `createEngine: onnxruntime-node cannot be loaded (${reason}). ` +
      `Install it with ONNXRUNTIME_NODE_INSTALL=skip in the environment: ` +
      `npm leaves it out where its download host cannot be reached.`,
    { id: "error.no-native", cause, details: { reason } },
  );
}
