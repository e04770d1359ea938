import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadModel, type LoadModelOptions } from "vitrine";
import { opTable } from "../../src/ops/table.generated.ts";
import { interpret } from "../../src/runtime/interpret.ts";
import { createEngine } from "../../src/runtime/node.ts";
import type { Engine } from "../../src/runtime/session.ts";
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

describe("models on WebGPU", () => {
  const work: Work = {
    input: "Once upon a time",
    target: { kind: "logit", token: " She", position: -1 },
  };
  const calls = async (options: LoadModelOptions): Promise<Findings> => {
    await using model = await loadModel("stories260k", options);
    return await everyCall(model, work);
  };

  it("compute what native CPU does, several at once, again and again", async () => {
    const native = await calls({ backend: "node" });
    const gpu: LoadModelOptions = { backend: "webgpu" };
    const together = [calls(gpu), calls(gpu), calls({ ...gpu, worker: false })];
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
