import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallFeeds, smallModel, smallPlan } from "../../test/helpers/small-model.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { createEngine } from "./node.ts";
import type { BackendName, Engine } from "./session.ts";

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
    await engine.load(smallPlan());
    await judge.load(smallPlan());
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
    [4, 30],
  ])("agrees with the float64 interpreter at batch %i, %i positions", async (batch, pos) => {
    const feeds = smallFeeds(batch, pos);
    const { tensors } = await session().run(feeds);
    const { tensors: expected } = await judge.session(smallModel()).run(feeds);
    for (const [name, tensor] of Object.entries(expected)) {
      expect(tensors[name].dims).toEqual(tensor.dims);
      // sums of 16 products of order 1 in float32
      expect(largestDifference(tensors[name], tensor)).toBeLessThan(2e-6);
    }
    expect(tensors.ids.data).toEqual(feeds.ids.data);
  });

  it("compiles a graph once for all lengths, and again after a release", async () => {
    await session().release();
    const before = (await engine.stats()).sessions;
    for (const pos of [1, 7, 200]) await session().run(smallFeeds(1, pos));
    expect((await engine.stats()).sessions).toBe(before + 1);
    await session().release();
    expect((await engine.stats()).sessions).toBe(before);
    await session().run(smallFeeds(1, 1));
    expect((await engine.stats()).sessions).toBe(before + 1);
  });

  it("gives the same numbers with weights inside the session", async () => {
    const feeds = smallFeeds(2, 3);
    const bound = await session().run(feeds);
    const packed = await engine.session(smallModel(), { prepack: true }).run(feeds);
    const [a, b] = [bound.tensors.probabilities, packed.tensors.probabilities];
    expect(largestDifference(a, b)).toBeLessThan(2e-6);
    expect(a.data.length).toBe(2 * 3 * 11);
  });

  it("returns the outputs asked for, and keeps those it is told to keep", async () => {
    const feeds = smallFeeds(1, 4);
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
    const { refs } = await judge
      .session(smallModel())
      .run(smallFeeds(1, 2), { keep: ["residual"] });
    const run = session().run({
      ...smallFeeds(1, 2),
      shift: { ...refs.residual, dtype: "float32" },
    });
    await expect(run).rejects.toThrow(/does not hold/);
  });

  it("hands out copies of weights", async () => {
    const first = await engine.weight("mlp.in");
    expect(first).toEqual(
      (smallPlan().checkpoint as { tensors: Record<string, Tensor> }).tensors["mlp.in"],
    );
    first.data[0] = 99;
    expect((await engine.weight("mlp.in")).data[0]).not.toBe(99);
    await expect(engine.weight("mlp.im")).rejects.toThrow('unknown weight "mlp.im". Did you mean');
    expect((await engine.stats()).weightBytes).toBe(4 * (88 + 128 + 128));
  });
});
