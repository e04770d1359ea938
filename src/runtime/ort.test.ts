import type { InferenceSession } from "onnxruntime-common";
import { Tensor as OrtTensor } from "onnxruntime-common";
import { describe, expect, it } from "vitest";
import { smallModel } from "../../test/helpers/small-model.ts";
import { zeros } from "../tensor/tensor.ts";
import { type Ort, ortBackend } from "./ort.ts";

/** Notes how sessions are created, and creates none. */
function recorder(): { ort: Ort; created: InferenceSession.SessionOptions[]; bytes: number[] } {
  const created: InferenceSession.SessionOptions[] = [];
  const bytes: number[] = [];
  const InferenceSession = {
    create: async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
      bytes.push(model.byteLength);
      created.push(options);
      return {};
    },
  };
  return { ort: { InferenceSession, Tensor: OrtTensor } as unknown as Ort, created, bytes };
}

const weights = new Map(
  smallModel().params.map(({ name, value }) => [
    name,
    zeros("float32", value.dims as readonly number[]),
  ]),
);

describe("ortBackend", () => {
  it("lets no thread pool spin and no session take more threads than told", async () => {
    const { ort, created } = recorder();
    await ortBackend(ort, { name: "node", threads: 3 }).compile(smallModel(), weights, {
      fewRows: [],
    });
    expect(created[0]).toMatchObject({
      intraOpNumThreads: 3,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
    });
    expect(created[0].externalData).toBeUndefined();
  });

  it("hands weights over as they lie in memory when they go inside", async () => {
    const { ort, created, bytes } = recorder();
    const backend = ortBackend(ort, { name: "node", threads: 1 });
    await backend.compile(smallModel(), weights, { prepack: true, fewRows: [] });
    await backend.compile(smallModel(), weights, { fewRows: [] });
    const data = created[0].externalData as { path: string; data: Uint8Array }[];
    expect(data.map(({ path }) => path)).toEqual([...weights.keys()]);
    data.forEach((file, i) => expect(file.data.buffer).toBe([...weights.values()][i].data.buffer));
    expect(Math.abs(bytes[0] - bytes[1])).toBeLessThan(500);
  });

  it("turns products of few rows with bound weights, never with weights inside", async () => {
    const { ort, bytes } = recorder();
    const backend = ortBackend(ort, { name: "node", threads: 1 });
    for (const options of [{}, { prepack: true }]) {
      await backend.compile(smallModel(), weights, { ...options, fewRows: [] });
      await backend.compile(smallModel(), weights, { ...options, fewRows: ["batch*pos"] });
    }
    expect(bytes[1]).toBeGreaterThan(bytes[0]);
    expect(bytes[3]).toBe(bytes[2]);
  });

  it("says what ONNX Runtime refused", async () => {
    const { ort } = recorder();
    const failing = {
      ...ort,
      InferenceSession: { create: () => Promise.reject(new Error("bad node")) },
    };
    const compile = ortBackend(failing, { name: "node", threads: 1 }).compile(
      smallModel(),
      weights,
      { fewRows: [] },
    );
    await expect(compile).rejects.toMatchObject({
      code: "RUNTIME",
      message: "compile: ONNX Runtime refused the graph: bad node",
    });
  });
});
