import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { VitrineError } from "../errors.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { withGpuLock } from "./gpu-lock.node.ts";
import { toOrt } from "./ort-program.ts";
import { createSession, type Ort } from "./ort-session.ts";
import { passThrough } from "./pass-through.ts";
import { Turns } from "./turns.ts";
import type { Gpu } from "./webgpu.ts";

/** Of the engines in this thread. */
const turns = new Turns();

const PROVIDER = { name: "webgpu" } as const;

/** What onnxruntime-node exports beside the rest. */
export type NodeOrt = Ort & {
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
};

/**
 * The machine's GPU by onnxruntime-node, which picks it.
 *
 * @throws VitrineError `UNSUPPORTED` where its binary has no WebGPU, or finds no GPU.
 */
export async function openGpu(ort: NodeOrt): Promise<Gpu> {
  const isBuiltIn = ort.listSupportedBackends().some(({ name }) => name === PROVIDER.name);
  if (!isBuiltIn) throw notBuiltIn();
  const uploader = new Uploader(ort);
  const turn: Gpu["turn"] = (job) => turns.take(() => withGpuLock(job));
  await turn(() => uploader.session("float32", 1).catch(explainStart));
  return {
    turn,
    provider: PROVIDER,
    upload: (tensor) => uploader.upload(tensor),
    close: () => uploader.release(),
  };
}

/**
 * Copies tensors by sessions that give back what they are fed, on the GPU. The first of them also
 * keeps the GPU's memory valid: ONNX Runtime drops its device with the last session.
 */
class Uploader {
  readonly #ort: Ort;
  readonly #sessions = new Map<string, InferenceSession>();

  constructor(ort: Ort) {
    this.#ort = ort;
  }

  async upload(tensor: Tensor): Promise<OrtTensor> {
    const session = await this.session(tensor.dtype, tensor.dims.length);
    const { y } = await session.run({ x: toOrt(this.#ort, tensor) }, ["y"]);
    return y;
  }

  async session(dtype: DType, rank: number): Promise<InferenceSession> {
    const key = `${dtype} ${rank}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = await createSession(this.#ort, passThrough(dtype, rank), {
      executionProviders: [PROVIDER],
      preferredOutputLocation: "gpu-buffer",
      threads: 1,
    });
    this.#sessions.set(key, session);
    return session;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }
}

function notBuiltIn(): VitrineError {
  const platform = `${process.platform} ${process.arch}`;
  return new VitrineError(
    "UNSUPPORTED",
    `createEngine: onnxruntime-node has no WebGPU for ${platform}; expected Linux x64, Windows or ` +
      `macOS on Apple silicon. Run the model on CPU, or in a browser.`,
    { id: "error.no-gpu-build", details: { platform } },
  );
}

function explainStart(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (!/adapter|device/i.test(message)) throw error;
  const reason = lastSentence(message);
  throw new VitrineError(
    "UNSUPPORTED",
    `createEngine: WebGPU finds no GPU (${reason}). Install the GPU's driver (on Linux libvulkan1 ` +
      `and the card's Vulkan driver), or run the model on CPU.`,
    { id: "error.no-gpu", details: { reason }, cause: error },
  );
}

/** ONNX Runtime puts source file, function and condition before what happened. */
function lastSentence(reason: string): string {
  return /was false\. (.*)/s.exec(reason)?.[1].trim() ?? reason;
}
