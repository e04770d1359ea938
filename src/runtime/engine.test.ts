import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Builder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { opTable } from "../ops/table.generated.ts";
import { generator } from "../tensor/random.ts";
import { float32, int64, sizeOf, type Tensor } from "../tensor/tensor.ts";
import type { WeightPlan } from "../weights/recipe.ts";
import { createEngine } from "./node.ts";
import type { BackendName, Engine } from "./session.ts";

const WEIGHTS = { embed: [11, 8], "mlp.in": [16, 8], "mlp.out": [8, 16] };

/** Look-up, norm, two products and a softmax over the vocabulary. */
function smallModel(): Graph {
  const g = new Builder(opTable);
  const ids = g.input("ids", "int64", ["batch", "pos"]);
  const shift = g.input("shift", "float32", ["batch", "pos", 8]);
  const [embed, into, out] = Object.entries(WEIGHTS).map(([name, dims]) =>
    g.param(name, "float32", dims),
  );
  const residual = g.op("Add", g.op("Gather", embed, ids, { axis: 0 }), shift);
  const hooked = g.hook("hook_resid", residual, ["batch", "pos", "unit"]);
  const rows = g.op("Reshape", g.op("LayerNormalization", hooked, g.constant(ones(8))), [-1, 8]);
  const hidden = g.op("Tanh", g.op("Gemm", rows, into, null, { transB: 1 }));
  const logits = g.op("Gemm", g.op("Gemm", hidden, out, null, { transB: 1 }), embed, null, {
    transB: 1,
  });
  g.output("probabilities", g.op("Softmax", logits, { axis: -1 }));
  g.output("residual", hooked);
  g.output("ids", ids);
  return g.build();
}

function plan(): WeightPlan {
  const random = generator(7);
  const entries = Object.entries(WEIGHTS).map(([name, dims]) => {
    const values = Array.from({ length: sizeOf(dims) }, () => random.normal());
    return [name, float32(dims, values)] as const;
  });
  return {
    checkpoint: { kind: "tensors", tensors: Object.fromEntries(entries) },
    weights: Object.fromEntries(
      Object.entries(WEIGHTS).map(([name, dims]) => [name, { from: name, dims, dtype: "float32" }]),
    ),
  };
}

function feedsFor(batch: number, pos: number): Record<string, Tensor> {
  const random = generator(batch * 100 + pos);
  const dims = [batch, pos];
  return {
    ids: int64(dims, Array.from({ length: batch * pos }, () => random.integer(11))),
    shift: float32([...dims, 8], Array.from({ length: batch * pos * 8 }, () => random.normal())),
  };
}

function ones(length: number): Tensor {
  return float32([length], Array<number>(length).fill(1));
}

function largestDifference(a: Tensor, b: Tensor): number {
  let largest = 0;
  a.data.forEach((x, i) => {
    largest = Math.max(largest, Math.abs(Number(x) - Number(b.data[i])));
  });
  return largest;
}

describe.each<BackendName>(["node", "web", "reference"])("an engine on %s", (backend) => {
  let engine: Engine;
  let judge: Engine;
  const session = (): ReturnType<Engine["session"]> => engine.session(smallModel());

  beforeAll(async () => {
    engine = await createEngine({ backend, worker: false, threads: 2 });
    judge = await createEngine({ backend: "reference", worker: false });
    await engine.load(plan());
    await judge.load(plan());
  });
  afterAll(async () => {
    await engine.close();
    await judge.close();
  });

  it("says what it is", () => {
    expect(engine.backend).toBe(backend);
  });

  it.each([
    [1, 1],
    [1, 7],
    [3, 5],
  ])("agrees with the float64 interpreter at batch %i, %i positions", async (batch, pos) => {
    const feeds = feedsFor(batch, pos);
    const { tensors } = await session().run(feeds);
    const { tensors: expected } = await judge.session(smallModel()).run(feeds);
    for (const [name, tensor] of Object.entries(expected)) {
      expect(tensors[name].dims).toEqual(tensor.dims);
      // sums of 16 products of order 1 in float32
      expect(largestDifference(tensors[name], tensor)).toBeLessThan(2e-6);
    }
    expect(tensors.ids.data).toEqual(feeds.ids.data);
  });

  it("gives the same numbers with weights inside the session", async () => {
    const feeds = feedsFor(2, 3);
    const bound = await session().run(feeds);
    const packed = await engine.session(smallModel(), { prepack: true }).run(feeds);
    const [a, b] = [bound.tensors.probabilities, packed.tensors.probabilities];
    expect(largestDifference(a, b)).toBeLessThan(2e-6);
    expect(a.data.length).toBe(2 * 3 * 11);
  });

  it("returns the outputs asked for, and keeps those it is told to keep", async () => {
    const feeds = feedsFor(1, 4);
    const { tensors, refs } = await session().run(feeds, {
      outputs: ["probabilities"],
      keep: ["residual"],
    });
    expect(Object.keys(tensors)).toEqual(["probabilities"]);
    expect(refs.residual.dims).toEqual([1, 4, 8]);
    const again = await session().run({ ids: feeds.ids, shift: refs.residual });
    const twice = await session().run({
      ids: feeds.ids,
      shift: (await session().run(feeds)).tensors.residual,
    });
    expect(again.tensors.residual).toEqual(twice.tensors.residual);
    await engine.drop([refs.residual]);
    const late = session().run({ ids: feeds.ids, shift: refs.residual });
    await expect(late).rejects.toThrow(/kept tensor .* does not hold/);
  });

  it("refuses the reference of another engine", async () => {
    const { refs } = await judge.session(smallModel()).run(feedsFor(1, 2), { keep: ["residual"] });
    const run = session().run({ ...feedsFor(1, 2), shift: { ...refs.residual, dtype: "float32" } });
    await expect(run).rejects.toThrow(/does not hold/);
  });

  it("hands out copies of weights", async () => {
    const first = await engine.weight("mlp.in");
    expect(first).toEqual((plan().checkpoint as { tensors: Record<string, Tensor> }).tensors["mlp.in"]);
    first.data[0] = 99;
    expect((await engine.weight("mlp.in")).data[0]).not.toBe(99);
    await expect(engine.weight("mlp.im")).rejects.toThrow('unknown weight "mlp.im". Did you mean');
    expect((await engine.stats()).weightBytes).toBe(4 * (88 + 128 + 128));
  });
});
