import { loadModel, type LoadModelOptions, VitrineError } from "vitrine";
import type { Findings } from "./analyses.ts";
import { everyCall, type Work } from "./webgpu-calls.ts";

/** What the tests of WebGPU call in their page. */
export interface WebGpuPageApi {
  call(source: string, work: Work, options: LoadModelOptions): Promise<Findings>;
  /** Code and message of the error that loading ends with; null if it does not. */
  refusal(source: string, options: LoadModelOptions): Promise<readonly [string, string] | null>;
}

declare global {
  interface Window {
    webgpu: WebGpuPageApi;
  }
}

window.webgpu = {
  async call(source, work, options) {
    await using model = await loadModel(source, options);
    return await everyCall(model, work);
  },
  async refusal(source, options) {
    try {
      await (await loadModel(source, options)).close();
      return null;
    } catch (error) {
      return error instanceof VitrineError ? [error.code, error.message] : ["", String(error)];
    }
  },
};
