import { isMainThread, threadId, workerData } from "node:worker_threads";

/** Who has the GPU: 0 for nobody, else one more than the thread's id. */
const FREE = 0;

/** Contended only where several models run at once; then one more millisecond does not count. */
const RETRY_MS = 1;

/** Shared by the threads of this process: handed on to each worker as its `workerData`. */
export const gpuLock: GpuLock = isGpuLock(workerData)
  ? workerData
  : { holder: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };

export interface GpuLock {
  readonly holder: Int32Array;
}

/**
 * Does a job while no other thread of the process uses the GPU: ONNX Runtime's WebGPU sessions
 * share a device, and two threads that run them at once crash the process.
 *
 * @see https://github.com/microsoft/onnxruntime/issues/32561
 */
export async function withGpuLock<T>(job: () => Promise<T>): Promise<T> {
  const { holder } = gpuLock;
  const me = holderOf(threadId);
  while (Atomics.compareExchange(holder, 0, FREE, me) !== FREE) await later();
  try {
    return await job();
  } finally {
    Atomics.store(holder, 0, FREE);
  }
}

/** Frees the GPU if a thread that ended still has it. */
export function unlockGpu(endedThread: number): void {
  Atomics.compareExchange(gpuLock.holder, 0, holderOf(endedThread), FREE);
}

function holderOf(thread: number): number {
  return thread + 1;
}

function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

function isGpuLock(data: unknown): data is GpuLock {
  if (isMainThread || typeof data !== "object" || data === null) return false;
  return "holder" in data && data.holder instanceof Int32Array;
}
