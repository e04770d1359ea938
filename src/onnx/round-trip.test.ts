import { describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { printGraph } from "../graph/print.ts";
import { validateGraph } from "../graph/validate.ts";
import { opTable } from "../ops/table.generated.ts";
import { float32, int64, zeros, type Tensor } from "../tensor/tensor.ts";
import { exportOnnx, exportOnnxExternal } from "./export.ts";
import { readOnnx } from "./read.ts";
import { decodeModel } from "./schema.ts";

/** Every kind of attribute, dim, constant, port and virtual node. */
function motley(): Graph {
  const g = new Builder(opTable);
  const ids = g.input("ids", "int64", ["batch", "pos"]);
  const x = g.input("x", "float32", ["batch", "2*pos+1", 4]);
  const w = g.param("W", "float32", [6, 4]);
  const bias = g.param("bias", "float16", [6]);
  g.scope("blocks.0", () => {
    const normal = g.op("LayerNormalization", x, g.op("ReduceMean", w, [0], { keepdims: 0 }), {
      axis: -1,
      epsilon: 1e-5,
    });
    const hooked = g.hook("blocks.0.hook_resid_pre", normal, ["batch", "pos", "unit"]);
    const flat = g.op("Reshape", hooked, [-1, 4]);
    const product = g.op("Gemm", flat, w, g.op("Cast", bias, { to: "float32" }), {
      alpha: 1 / 3,
      transB: 1,
    });
    g.output("y", g.op("StopGradient", product));
    g.output("rows", g.dim(hooked, 1));
  });
  const table = g.constant(
    float32(
      [5, 4],
      Array.from({ length: 20 }, (_, i) => i / 7),
    ),
  );
  g.output("embed", g.op("Gather", table, ids, { axis: 0 }));
  g.output("ids", ids);
  g.output("ids_again", ids);
  g.output("W", w);
  g.output("clipped", g.op("Clip", x, null, 2));
  g.output("truth", g.op("Not", g.scalar(1, "bool")));
  return g.build();
}

const weights = (name: string): Tensor =>
  name === "W" ? float32([6, 4], Array(24).fill(0.25)) : zeros("float16", [6]);

describe("readOnnx", () => {
  it("gives back a graph that prints the same, weights as inputs", () => {
    const graph = motley();
    expect(printGraph(readOnnx(exportOnnx(graph)))).toBe(printGraph(graph));
  });

  it("gives back a graph that prints the same, weights inside, beside, or some of them", () => {
    const graph = motley();
    const some = (name: string): Tensor | undefined => (name === "W" ? undefined : weights(name));
    const beside = exportOnnxExternal(graph, { weights, file: "w.data" });
    expect(printGraph(readOnnx(exportOnnx(graph, { weights })))).toBe(printGraph(graph));
    expect(printGraph(readOnnx(exportOnnx(graph, { weights: some })))).toBe(printGraph(graph));
    expect(printGraph(readOnnx(beside.model))).toBe(printGraph(graph));
  });

  it("gives back a sound graph that knows what its shape tensors hold", () => {
    const graph = readOnnx(exportOnnx(motley()));
    expect(() => validateGraph(graph, opTable)).not.toThrow();
    const rows = graph.outputs.find((port) => port.name === "rows");
    expect(rows?.value.elements).toEqual(["2*pos+1"]);
  });

  it.each([
    ["an empty file", new Uint8Array()],
    ["noise", Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256)],
    ["a cut file", exportOnnx(motley()).slice(0, 900)],
  ])("refuses %s", (_, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(expect.objectContaining({ code: "BAD_FILE" }));
  });
});

describe("exportOnnx", () => {
  it("declares the lowest opset that has every op's form", () => {
    const g = new Builder(opTable);
    const x = g.input("x", "float32", [2]);
    g.output("y", g.op("Gelu", x));
    const [opset] = decodeModel(exportOnnx(g.build())).opsetImport;
    expect(opset).toMatchObject({ domain: "", version: 20n });
  });

  it("puts external tensors at pages, each where the model says", () => {
    const { model, data, dataBytes } = exportOnnxExternal(motley(), { weights, file: "w.data" });
    const file = Buffer.concat([...data]);
    expect(file.length).toBe(dataBytes);
    const bias = decodeModel(model).graph?.initializer.find((tensor) => tensor.name === "bias");
    const place = Object.fromEntries(bias!.externalData.map(({ key, value }) => [key, value]));
    expect(place).toEqual({ location: "w.data", offset: "4096", length: "12" });
    expect(new Float32Array(file.buffer, file.byteOffset, 24)).toEqual(weights("W").data);
  });

  it("refuses a weight of another type than its param", () => {
    const wrong = (): Tensor => int64([1], [1]);
    expect(() => exportOnnx(motley(), { weights: wrong })).toThrow(
      'weight "W" does not fit the graph; expected float32[6, 4], got int64[1]',
    );
  });
});
