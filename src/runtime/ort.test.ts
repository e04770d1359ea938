import type { InferenceSession } from "onnxruntime-common";
import { Tensor as OrtTensor } from "onnxruntime-common";
import { describe, expect, it } from "vitest";
import { smallModel } from "../../test/helpers/small-model.ts";
import { zeros } from "../tensor/tensor.ts";
import { decodeModel } from "../onnx/schema.ts";
import { ortBackend } from "./ort.ts";
import type { Ort } from "./ort-session.ts";

/** Notes how sessions are created, and creates none. */
function recorder(): {
  ort: Ort;
  created: InferenceSession.SessionOptions[];
  models: Uint8Array[];
} {
  const created: InferenceSession.SessionOptions[] = [];
  const models: Uint8Array[] = [];
  const InferenceSession = {
    create: async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
      models.push(model);
      created.push(options);
      return {};
    },
  };
  return { ort: { InferenceSession, Tensor: OrtTensor } as unknown as Ort, created, models };
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
    await ortBackend(ort, { name: "node", threads: 3 }).compile(smallModel(), weights, {});
    expect(created[0]).toMatchObject({
      intraOpNumThreads: 3,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
    });
    expect(created[0].externalData).toBeUndefined();
  });

  it("hands weights over as they lie in memory when they go inside", async () => {
    const { ort, created, models } = recorder();
    const backend = ortBackend(ort, { name: "node", threads: 1 });
    await backend.compile(smallModel(), weights, { prepack: true });
    await backend.compile(smallModel(), weights, {});
    const data = created[0].externalData as { path: string; data: Uint8Array }[];
    expect(data.map(({ path }) => path)).toEqual([...weights.keys()]);
    data.forEach((file, i) => expect(file.data.buffer).toBe([...weights.values()][i].data.buffer));
    expect(Math.abs(models[0].byteLength - models[1].byteLength)).toBeLessThan(500);
  });

  it("writes every type, and has only graphs that are made to stay optimized", async () => {
    const { ort, created, models } = recorder();
    const backend = ortBackend(ort, { name: "node", threads: 1 });
    for (const prepack of [false, true]) await backend.compile(smallModel(), weights, { prepack });
    for (const model of models) {
      const { node, output, valueInfo } = decodeModel(model).graph!;
      const made = node.flatMap((one) => one.output).toSorted();
      expect([...output, ...valueInfo].map(({ name }) => name).toSorted()).toEqual(made);
    }
    const levels = created.map((options) => options.graphOptimizationLevel);
    expect(levels).toEqual(["disabled", "all"]);
  });

  it("turns products with bound weights on native CPU only", async () => {
    const { ort, models } = recorder();
    for (const name of ["node", "web"] as const) {
      const backend = ortBackend(ort, { name, threads: 1 });
      for (const prepack of [false, true])
        await backend.compile(smallModel(), weights, { prepack });
    }
    const turns = models.map(
      (bytes) =>
        decodeModel(bytes).graph!.node.filter((node) => node.opType === "Transpose").length,
    );
    expect(turns).toEqual([3, 0, 0, 0]);
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
      {},
    );
    await expect(compile).rejects.toMatchObject({
      code: "RUNTIME",
      message: "compile: ONNX Runtime refused the graph: bad node",
    });
  });
});
