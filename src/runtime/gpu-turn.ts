import { Turns } from "./turns.ts";

const turns = new Turns();

/**
 * Waits for the GPU, then does a job with it. ONNX Runtime creates, runs and frees one WebGPU
 * session at a time, so the engines of a thread share one line.
 */
export function gpuTurn<T>(job: () => Promise<T>): Promise<T> {
  return turns.take(job);
}
