import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Edit } from "../../src/model/edit.ts";
import type { GraphOptions, Model } from "../../src/model/types.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { exportOnnx } from "../../src/onnx/export.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { bool, float32, int64, type Tensor } from "../../src/tensor/tensor.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const A = { ids: [5, 6, 7] };
const FEEDS = { ids: int64([1, 3], A.ids), positions: int64([1, 3], [0, 1, 2]) };
const STREAM = "blocks.1.hook_resid_pre";
const ROUNDING = 2e-5;

/** The weights a graph takes, as it takes them: laid out `[out, in]`. */
async function paramsOf(model: Model, graph: Graph): Promise<Record<string, Tensor>> {
  const params: Record<string, Tensor> = {};
  for (const { name, value } of graph.params) {
    const tensor = await model.weight(name);
    const dims = value.dims as readonly number[];
    params[name] = tensor.dims.join() === dims.join() ? tensor : laidOut(name, tensor, dims);
  }
  return params;
}

function laidOut(name: string, tensor: Tensor, dims: readonly number[]): Tensor {
  const [out, into] = dims;
  const isOutput = name.endsWith("W_O");
  const isBias = dims.length === 1;
  const [, inner, width] = tensor.dims;
  const at = (row: number, column: number): number => {
    if (isBias) return row;
    if (tensor.dims.length === 2) return column * out + row;
    if (isOutput) return column * out + row; // [head, e, d]: rows are head·e
    return (Math.floor(row / width) * inner + column) * width + (row % width); // [head, d, e]
  };
  const data = Array.from({ length: tensor.data.length }, (_, i) => {
    const columns = into ?? 1;
    return Number(tensor.data[at(Math.floor(i / columns), i % columns)]);
  });
  return float32(dims, data);
}

async function runOnnx(
  graph: Graph,
  params: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(
    exportOnnx(graph, { weights: (name) => params[name] }),
  );
  const given = session.inputNames.map((name) => {
    const { dtype, data, dims } = feeds[name];
    return [name, new OrtTensor(dtype as "float32", data as Float32Array, dims)] as const;
  });
  const found = await session.run(Object.fromEntries(given));
  await session.release();
  return Object.fromEntries(
    Object.entries(found).map(([name, t]) => [name, float32(t.dims, t.data as Float32Array)]),
  );
}

describe.each(["gpt2", "llama-gqa"])("the graph of %s", (name) => {
  const check = async (
    options: GraphOptions,
    feeds: Readonly<Record<string, Tensor>>,
    read: (outputs: Readonly<Record<string, Tensor>>, model: Model) => Promise<void>,
  ): Promise<void> => {
    await using model = await fixtureModel(name);
    const graph = model.graph(options);
    const params = await paramsOf(model, graph);
    await read(await runOnnx(graph, params, feeds), model);
    const exact = interpret(graph, opTable, feeds, params);
    const floats = Object.entries(exact).map(
      ([key, t]) => [key, float32(t.dims, t.data as Iterable<number>)] as const,
    );
    await read(Object.fromEntries(floats), model);
  };

  it("runs in ONNX Runtime by itself, and in the interpreter", async () => {
    await check({ capture: [STREAM] }, FEEDS, async (outputs, model) => {
      const { logits, cache } = await model.run(A, { capture: [STREAM] });
      expect(worstError(outputs["head:lm"], logits!)).toBeLessThan(ROUNDING);
      expect(worstError(outputs["capture:0"], cache.get(STREAM))).toBeLessThan(ROUNDING);
    });
  });

  it("holds edits, whose cells and values are inputs", async () => {
    const edits: Edit[] = [{ at: STREAM, where: { pos: 2 }, do: "set", with: 0.5 }];
    const feeds = {
      ...FEEDS,
      "edit:0:mask": bool([1, 3, 1], [false, false, true]),
      "edit:0:value": float32([1, 1, 1], [0.5]),
    };
    await check({ edits, input: A }, feeds, async (outputs, model) => {
      const { logits } = await model.run(A, { edits });
      expect(worstError(outputs["head:lm"], logits!)).toBeLessThan(ROUNDING);
    });
  });

  it("holds a target and its gradient", async () => {
    const target = { kind: "logit", id: 9 } as const;
    const wrt = ["hook_embed"];
    const feeds = { ...FEEDS, select: int64([1, 1], [2]), "target:0:id": int64([1, 1], [9]) };
    await check({ target, wrt }, feeds, async (outputs, model) => {
      const { value, gradients } = await model.gradient(A, { target, wrt });
      expect(worstError(outputs["target:0"], value)).toBeLessThan(ROUNDING);
      expect(worstError(outputs["gradient:hook_embed"], gradients.get("hook_embed"))).toBeLessThan(
        ROUNDING,
      );
    });
  });
});

it("is written without running sources, for rows as long as its edits need", async () => {
  await using model = await fixtureModel("gpt2");
  const far: Edit[] = [{ at: STREAM, where: { pos: 40 }, do: "zero" }];
  expect(model.graph({ edits: far }).inputs.map((port) => port.name)).toContain("edit:0:mask");
  expect(() => model.graph({ edits: far, input: A })).toThrow(/where\.pos is out of range/);
  const patch: Edit[] = [{ at: STREAM, do: "patch", with: { run: { ids: [1, 2, 3] } } }];
  const graph = model.graph({ edits: patch, input: A, target: { kind: "kl", to: { run: A } } });
  expect(graph.inputs.map((port) => port.name)).toContain("edit:0:value");
  expect(() =>
    model.graph({ edits: [{ ...patch[0], with: { run: { ids: [1, 2] } } } as Edit], input: A }),
  ).toThrow(/slices of unlike size/);
});

it("is the same text for the same request", async () => {
  await using model = await loadModel("stories260k", { worker: false });
  const options = { capture: ["blocks.*.attn.hook_pattern"] };
  expect(model.graph(options)).toBe(model.graph(options));
  expect(model.graph(options).outputs).toHaveLength(1 + model.config.nLayers);
});
