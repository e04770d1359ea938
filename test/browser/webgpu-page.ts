import { loadModel, type LoadModelOptions, VitrineError } from "vitrine";
import { parity, parityJson } from "vitrine/reports";
import type { Findings } from "./analyses.ts";
import { everyCall, type Work } from "./webgpu-calls.ts";

/** What the tests of WebGPU call in their page. */
export interface WebGpuPageApi {
  call(source: string, work: Work, options: LoadModelOptions): Promise<Findings>;
  /** The same in the page's own thread, with what was done to the GPU. */
  watch(source: string, work: Work): Promise<readonly [Findings, GpuUse]>;
  /** The JSON of a certificate made in the page. */
  certify(source: string, ids: readonly number[]): Promise<string>;
  /** What a run says after the GPU went away under a loaded model. */
  lose(source: string, work: Work): Promise<string>;
  /** Code and message of the error that loading ends with; null if it does not. */
  refusal(source: string): Promise<readonly [string, string] | null>;
}

export interface GpuUse {
  /** Of the buffers that were filled when they were made. */
  readonly uploadedBytes: readonly number[];
  readonly weightCount: number;
  /** How each device ended. */
  readonly ends: readonly string[];
}

/** `GPUBufferUsage` of what we upload: STORAGE, COPY_DST and COPY_SRC. */
const WEIGHTS = 0x80 | 0x08 | 0x04;

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
  async watch(source, work) {
    const { devices, uploadedBytes } = watchGpu();
    const model = await loadModel(source, { backend: "webgpu", worker: false });
    const weightCount = model.graph().params.length;
    const found = await everyCall(model, work);
    await model.close();
    const ends = await Promise.all(devices.map(async ({ lost }) => (await lost).reason));
    return [found, { uploadedBytes, weightCount, ends }];
  },
  async certify(source, ids) {
    return parityJson(await parity(source, { ids }));
  },
  async lose(source, { input }) {
    const { devices } = watchGpu();
    await using model = await loadModel(source, { backend: "webgpu", worker: false });
    for (const device of devices) device.destroy();
    return await model.run(input).then(
      () => "nothing",
      (error: unknown) => String(error),
    );
  },
  async refusal(source) {
    try {
      await (await loadModel(source, { backend: "webgpu" })).close();
      return null;
    } catch (error) {
      return error instanceof VitrineError ? [error.code, error.message] : ["", String(error)];
    }
  },
};

/** Notes every device from now on, and every buffer of it that is filled when it is made. */
function watchGpu(): { readonly devices: GPUDevice[]; readonly uploadedBytes: number[] } {
  const devices: GPUDevice[] = [];
  const uploadedBytes: number[] = [];
  const requestDevice = Reflect.get(GPUAdapter.prototype, "requestDevice");
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (wanted) => {
      const isWeight = wanted.mappedAtCreation === true && wanted.usage === WEIGHTS;
      if (isWeight) uploadedBytes.push(wanted.size);
      return createBuffer(wanted);
    };
    return device;
  };
  return { devices, uploadedBytes };
}
