import type {
  Env,
  InferenceSession,
  Tensor as OrtTensor,
  TensorConstructor,
} from "onnxruntime-common";
import { VitrineError } from "../errors.ts";
import { bytesOf } from "../onnx/tensor-proto.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { createSession, type Ort } from "./ort-session.ts";
import { passThrough } from "./pass-through.ts";
import { Turns } from "./turns.ts";
import { explainStart } from "./wasm.ts";
import type { Gpu } from "./webgpu.ts";

/** Of the engines in this thread; a worker's ONNX Runtime is its own. */
const turns = new Turns();

/** What onnxruntime-web's WebGPU build exports. */
export type WebGpuOrt = Ort & {
  readonly Tensor: TensorConstructor;
  readonly env: Pick<Env, "wasm" | "logLevel">;
};

/** What ONNX Runtime's kernels make use of where the adapter has it. */
const FEATURES = ["shader-f16", "subgroups"] as const satisfies readonly GPUFeatureName[];

/** Asked for as large as the adapter has them: those of every WebGPU are small. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** `GPUBufferUsage`: STORAGE, COPY_DST and COPY_SRC. */
const USAGE = 0x80 | 0x08 | 0x04;

/**
 * A device of the browser's GPU for one engine, so that closing the engine frees all it held there.
 *
 * @throws VitrineError `UNSUPPORTED` where the page has no WebGPU, or the browser no GPU for it.
 */
export async function openGpu(ort: WebGpuOrt): Promise<Gpu> {
  ort.env.wasm.numThreads = 1; // nothing but arithmetic on lengths is left to CPU
  ort.env.logLevel = "error";
  const device = await requestDevice();
  const provider = { name: "webgpu", device } as const;
  const turn: Gpu["turn"] = (job) => turns.take(job);
  const keeper = await turn(() => openKeeper(ort, provider)).catch((error: unknown) => {
    device.destroy();
    return explainStart(error);
  });
  return {
    turn,
    provider,
    upload: async (tensor) => upload(ort, device, tensor),
    close: async () => {
      await keeper.release();
      device.destroy();
    },
  };
}

/** A session that outlives all others: ONNX Runtime lets go of a device's memory with the last. */
function openKeeper(ort: Ort, provider: Gpu["provider"]): Promise<InferenceSession> {
  return createSession(ort, passThrough("float32", 1), {
    executionProviders: [provider],
    threads: 1,
  });
}

async function requestDevice(): Promise<GPUDevice> {
  const gpu = (navigator as Partial<NavigatorGPU>).gpu;
  if (gpu === undefined) {
    throw unavailable(
      isSecureContext
        ? "this browser does not offer it"
        : "the page is not in a secure context: serve it over https or from localhost",
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw unavailable("the browser finds no GPU that it would use");
  const wanted = {
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  };
  return adapter.requestDevice(wanted).catch((error: unknown) => {
    throw unavailable(error instanceof Error ? error.message : String(error));
  });
}

function unavailable(reason: string): VitrineError {
  return new VitrineError(
    "UNSUPPORTED",
    `createEngine: this page has no WebGPU (${reason}). Leave out the option "backend", and WASM ` +
      `runs the model.`,
    { id: "error.no-gpu-page", details: { reason } },
  );
}

/** In a buffer of its own, exactly as large, which the tensor's `dispose` frees. */
function upload(ort: WebGpuOrt, device: GPUDevice, { dtype, dims, data }: Tensor): OrtTensor {
  const { maxStorageBufferBindingSize: limit } = device.limits;
  if (data.byteLength > limit) throw tooBig(dims, data.byteLength, limit);
  const buffer = device.createBuffer({
    size: Math.max(16, Math.ceil(data.byteLength / 16) * 16),
    usage: USAGE,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(bytesOf({ dtype, dims, data }));
  buffer.unmap();
  return ort.Tensor.fromGpuBuffer(buffer, {
    dataType: dtype as "float32",
    dims,
    dispose: () => buffer.destroy(),
  });
}

function tooBig(dims: readonly number[], bytes: number, limit: number): VitrineError {
  const mega = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
  return new VitrineError(
    "UNSUPPORTED",
    `compile: a weight [${dims.join(", ")}] does not fit this GPU's buffers; expected at most ` +
      `${mega(limit)}, got ${mega(bytes)}. Use WASM for this model.`,
    { details: { dims, bytes, limit } },
  );
}
