import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadModel, type LoadModelOptions } from "vitrine";
import { Builder } from "../../src/graph/builder.ts";
import type { Value } from "../../src/graph/graph.ts";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { createEngine } from "../../src/runtime/node.ts";
import type { Engine } from "../../src/runtime/session.ts";
import { generator } from "../../src/tensor/random.ts";
import { bool, float32, type Tensor } from "../../src/tensor/tensor.ts";
import type { Findings } from "../browser/analyses.ts";
import { everyCall, type Work } from "../browser/webgpu-calls.ts";
import { differences } from "../browser/webgpu-difference.ts";
import { expectClose } from "../contract/agreement.ts";
import { allCases } from "../contract/all-cases.ts";
import { caseGraph, type CaseGraph } from "../contract/case-graph.ts";
import type { OpCase } from "../contract/cases.ts";
import { gradientCase, hasSlope } from "../contract/slopes.ts";
import { findGpu } from "../helpers/software-gpu.ts";

/** Results of the cases are made of some 30 float32 roundings; those of gradients of more. */
const TOLERANCE = { forward: 2e-6, gradient: 1e-5 };

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const missing = await findGpu();
const cases = await allCases();

beforeEach((context) => {
  if (missing !== null) context.skip(missing);
});

describe("every op on WebGPU", () => {
  let engine: Engine;
  beforeAll(async () => {
    if (missing === null) engine = await createEngine({ backend: "webgpu", worker: false });
  });
  afterAll(async () => {
    if (missing === null) await engine.close();
  });

  const check = async (
    { graph, feeds }: Pick<CaseGraph, "graph" | "feeds">,
    tolerance: number,
    label: string,
  ): Promise<void> => {
    const session = engine.session(graph);
    const { tensors } = await session.run(feeds);
    const expected = interpret(graph, opTable, feeds);
    for (const { name } of graph.outputs) {
      expectClose(tensors[name], expected[name], tolerance, `${label}: ${name}`);
    }
    await session.release();
  };

  it.each([...opTable.keys()])("%s computes what the interpreter does", async (op) => {
    for (const opCase of cases.filter((one) => one.op === op && runsThere(one))) {
      const { label, tolerance = TOLERANCE.forward } = opCase;
      await check(caseGraph(opCase, "static"), tolerance, label);
    }
  });

  const sloped = [...new Set(cases.filter(hasSlope).map(({ op }) => op))];
  it.each(sloped)("the gradient of %s does too, with dims of the run", async (op) => {
    const mine = cases.filter((one) => one.op === op && hasSlope(one));
    for (const opCase of mine.filter(({ runtimeGradient }) => runtimeGradient === undefined)) {
      const { label, symbolic, tolerance = TOLERANCE.forward } = opCase;
      const ratio = TOLERANCE.gradient / TOLERANCE.forward;
      const dims = symbolic === undefined ? "shared symbols" : "static";
      await check(gradientCase(caseGraph(opCase, dims)), ratio * tolerance, label);
    }
  });
});

describe("WebGPU at the edges of its kernels", () => {
  let engine: Engine;
  beforeAll(async () => {
    if (missing === null) engine = await createEngine({ backend: "webgpu", worker: false });
  });
  afterAll(async () => {
    if (missing === null) await engine.close();
  });

  const agrees = async (
    feeds: Readonly<Record<string, Tensor>>,
    write: (g: Builder, inputs: readonly Value[]) => Value,
    tolerance: number,
  ): Promise<void> => {
    const g = new Builder(opTable);
    const inputs = Object.entries(feeds).map(([name, { dtype, dims }]) =>
      g.input(name, dtype, dims),
    );
    g.output("y", write(g, inputs));
    const graph = g.build();
    const session = engine.session(graph);
    const { tensors } = await session.run(feeds);
    const shapes = Object.values(feeds).map(({ dims }) => `[${dims.join()}]`);
    expectClose(tensors.y, interpret(graph, opTable, feeds).y, tolerance, shapes.join(" "));
    await session.release();
  };

  const random = generator(11);
  const size = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  const floats = (dims: readonly number[]): Tensor =>
    float32(
      dims,
      Array.from({ length: size(dims) }, () => random.normal()),
    );
  const bools = (dims: readonly number[]): Tensor =>
    bool(
      dims,
      Array.from({ length: size(dims) }, () => random.uniform() < 0.5),
    );
  /** Dims that broadcast to the same: 1 on one side, on the other or on none. */
  const pair = (): readonly [number[], number[]] => {
    const dims = Array.from({ length: 4 }, () => [1, 3, 4, 8][Math.floor(random.uniform() * 4)]);
    const sides = dims.map(() => random.uniform());
    return [0, 1].map((side) =>
      dims.map((length, axis) => (Math.floor(3 * sides[axis]) === side ? 1 : length)),
    ) as [number[], number[]];
  };

  // 4 and 8 are what kernels take four elements at a time
  it.each(["And", "Or", "Xor"])("%s of booleans that are broadcast", async (op) => {
    for (let i = 0; i < 20; i++) {
      const [a, b] = pair();
      await agrees({ a: bools(a), b: bools(b) }, (g, inputs) => g.op(op, ...inputs), 0);
    }
  });

  it.each(["Add", "Mul", "Less", "LessOrEqual", "Equal"])("%s of what is broadcast", async (op) => {
    for (let i = 0; i < 10; i++) {
      const [a, b] = pair();
      await agrees({ a: floats(a), b: floats(b) }, (g, inputs) => g.op(op, ...inputs), 2e-7);
    }
  });

  it("Where with a condition and values that are broadcast", async () => {
    for (let i = 0; i < 20; i++) {
      const [[a, b], [c]] = [pair(), pair()];
      const condition = c.map((length, axis) => (length === 1 ? 1 : Math.max(a[axis], b[axis])));
      const feeds = { c: bools(condition), a: floats(a), b: floats(b) };
      await agrees(feeds, (g, inputs) => g.op("Where", ...inputs), 0);
    }
  });

  it("norms of values far from 0, as native CPU to some 1e-5", async () => {
    const x = floats([4, 64]);
    const far = float32(
      [4, 64],
      Array.from(x.data as Float32Array, (value) => 100 + value),
    );
    const feeds = { x: far, gain: floats([64]), bias: floats([64]) };
    const norm = (g: Builder, inputs: readonly Value[]): Value =>
      g.op("LayerNormalization", ...inputs, { axis: -1 });
    await agrees(feeds, norm, 3e-5); // float32 holds 100 + x to 4e-6
  });

  it("sums of exponentials that float32 cannot hold", async () => {
    const x = float32([3, 2], [200, 199, -200, -201, 90, 88]);
    const sum = (g: Builder, [value]: readonly Value[]): Value =>
      g.op("ReduceLogSumExp", value, [-1], { keepdims: 1 });
    await agrees({ x }, sum, 2e-6);
  });
});

describe("models on WebGPU", () => {
  const work: Work = {
    // padded to eight, which kernels take four at a time
    input: [{ ids: [1, 403, 407, 261, 378, 432, 383, 286] }, { ids: [1, 410, 280] }],
    target: { kind: "logit", token: " She", position: -1 },
  };
  const calls = async (options: LoadModelOptions): Promise<Findings> => {
    await using model = await loadModel("stories260k", options);
    return await everyCall(model, work);
  };

  it("compute what native CPU does, several at once, again and again", async () => {
    const native = await calls({ backend: "node" });
    const gpu: LoadModelOptions = { backend: "webgpu" };
    const together = [calls(gpu), calls({ ...gpu, worker: false })];
    for (const found of await Promise.all(together)) {
      expect(differences(found, native)).toEqual({});
    }
    // all were closed, and with them the device
    expect(differences(await calls({ ...gpu, worker: false }), native)).toEqual({});
  });
});

function runsThere({ op, runtime }: OpCase): boolean {
  return runtime === undefined && opTable.get(op)!.properties.virtual !== true;
}
