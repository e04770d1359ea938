import { Tensor as OrtTensor } from "onnxruntime-common";
import { describe, expect, it } from "vitest";
import { smallFeeds, smallModel, smallPlan } from "../../test/helpers/small-model.ts";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { opTable } from "../ops/table.generated.ts";
import { LocalEngine } from "./local.ts";
import type { Ort } from "./ort-session.ts";
import { Turns } from "./turns.ts";
import { type Gpu, webgpuBackend } from "./webgpu.ts";

/** ONNX Runtime and a GPU that note what is done, and answer with zeros. */
function recorder() {
  const log: string[] = [];
  const created: Record<string, unknown>[] = [];
  const gpuTensor = (name: string): OrtTensor =>
    OrtTensor.fromGpuBuffer({} as never, {
      dataType: "float32",
      dims: [1, 2, 8],
      dispose: () => void log.push(`free ${name}`),
    });
  const create = async (_: Uint8Array, options: Record<string, unknown>) => {
    const id = created.push(options);
    const places = options.preferredOutputLocation as Readonly<Record<string, string>>;
    log.push(`create ${id}`);
    return {
      run: async (feeds: Readonly<Record<string, OrtTensor>>, wanted: readonly string[]) => {
        const onGpu = Object.values(feeds).filter(({ location }) => location === "gpu-buffer");
        log.push(`run ${id} with ${onGpu.length} on the GPU`);
        const give = (name: string) =>
          places[name] === "cpu" ? new OrtTensor("float32", [0], [1]) : gpuTensor(name);
        return Object.fromEntries(wanted.map((name) => [name, give(name)]));
      },
      release: async () => void log.push(`release ${id}`),
    };
  };
  const turns = new Turns();
  const gpu: Gpu = {
    turn: (job) => turns.take(job),
    provider: { name: "webgpu" },
    upload: async ({ dims }) => {
      const name = `weight [${dims.join()}]`;
      log.push(`upload ${name}`);
      return gpuTensor(name);
    },
    close: async () => void log.push("close"),
  };
  const ort = { InferenceSession: { create }, Tensor: OrtTensor } as unknown as Ort;
  return { engine: new LocalEngine(webgpuBackend(ort, gpu)), log, created };
}

/** The small model with fewer outputs: another graph of the same weights. */
function variant(): Graph {
  const { inputs, params, nodes, outputs } = smallModel();
  return { inputs, params, nodes, outputs: outputs.slice(0, 1) };
}

const WEIGHTS = smallModel().params.length;

describe("webgpuBackend", () => {
  it("uploads each weight once, whatever graphs read it, and frees it with the engine", async () => {
    const { engine, log } = recorder();
    await engine.load(smallPlan());
    await engine.session(smallModel()).run(smallFeeds(1, 2));
    await engine.session(variant()).run(smallFeeds(1, 2));
    expect(log.filter((line) => line.startsWith("upload"))).toHaveLength(WEIGHTS);
    expect(log).toContain(`run 1 with ${WEIGHTS} on the GPU`);
    expect(log).toContain(`run 2 with ${WEIGHTS} on the GPU`);
    expect(log.some((line) => line.startsWith("free"))).toBe(false);
    await engine.close();
    expect(log.filter((line) => line.startsWith("free weight"))).toHaveLength(WEIGHTS);
    expect(log.slice(-WEIGHTS - 3, -WEIGHTS - 1)).toEqual(["release 1", "release 2"]);
    expect(log.at(-1)).toBe("close");
  });

  it("leaves kept numbers on the GPU, feeds them from there, and frees them when dropped", async () => {
    const { engine, log, created } = recorder();
    await engine.load(smallPlan());
    const session = engine.session(smallModel());
    const { ids, shift } = smallFeeds(1, 2);
    const { tensors, refs } = await session.run({ ids, shift }, { keep: ["residual", "ids"] });
    expect(created[0].preferredOutputLocation).toMatchObject({
      residual: "gpu-buffer",
      probabilities: "cpu",
    });
    expect(Object.keys(refs).toSorted()).toEqual(["ids", "residual"]);
    expect(Object.keys(tensors)).not.toContain("residual");
    await session.run({ ids, shift: refs.residual }, { keep: ["residual", "ids"] });
    expect(log.at(-1)).toBe(`run 1 with ${WEIGHTS + 1} on the GPU`);
    expect(log).not.toContain("free residual");
    await engine.drop([refs.residual, refs.ids]);
    expect(log.at(-1)).toBe("free residual");
    await engine.close();
  });

  it("frees what is still kept when the engine is closed, before the weights", async () => {
    const { engine, log } = recorder();
    await engine.load(smallPlan());
    await engine.session(smallModel()).run(smallFeeds(1, 2), { keep: ["residual"] });
    await engine.close();
    expect(log.indexOf("free residual")).toBeGreaterThan(0);
    expect(log.indexOf("free residual")).toBeLessThan(log.indexOf("release 1"));
  });

  it("keeps from the GPU what its kernels get wrong", async () => {
    const { engine, created } = recorder();
    const g = new Builder(opTable);
    const x = g.input("x", "float32", ["rows", 4]);
    const backwards = g.op("Slice", x, [-1], [-9], [0], [-1]);
    const forwards = g.op("Slice", x, [0], [4], [1], [2]);
    g.output("y", g.op("Sin", g.op("Tanh", backwards)));
    g.output("z", forwards);
    const feeds = { x: { dtype: "float32", dims: [1, 4], data: new Float32Array(4) } } as const;
    await engine.session(g.build()).run(feeds);
    const [provider] = created[0].executionProviders as [{ forceCpuNodeNames: string[] }];
    expect(provider.forceCpuNodeNames.map((name) => name.replace(/_\d+$/, ""))).toEqual([
      "Slice",
      "Sin",
    ]);
  });
});
