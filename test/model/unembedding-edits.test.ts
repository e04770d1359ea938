import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const A = { ids: [51, 69, 32, 15, 42] };
const SHORT = { ids: [14, 60, 75] };
const ROUNDING = 2e-5;
const UNIT = 32;

let model: Model;
beforeAll(async () => {
  model = await fixtureModel("gpt2");
});
afterAll(() => model.close());

describe("at the unembedding", () => {
  it("edits logits at every position, whichever are asked for", async () => {
    const edits: Edit[] = [
      { at: "unembed.hook_out", where: { pos: -2, token: 3 }, do: "set", with: 77 },
    ];
    const { logits: last } = await model.run([A, SHORT], { edits, logits: [-2] });
    expect([Number(last!.data[3]), Number(last!.data[80 + 3])]).toEqual([77, 77]);
    const { logits, cache } = await model.run([A, SHORT], {
      edits,
      logits: "last",
      capture: ["unembed.hook_out", "unembed.hook_in"],
    });
    expect(logits!.dims).toEqual([2, 1, 80]);
    expect(cache.get("unembed.hook_out").dims).toEqual([2, 5, 80]);
    expect(Number(cache.get("unembed.hook_out").data[3 * 80 + 3])).toBe(77);
    const clean = await model.run([A, SHORT], { logits: "last" });
    expect(worstError(logits!, clean.logits!)).toBeLessThan(ROUNDING);
  });

  it("is seen by targets, with and without a gradient there", async () => {
    const edits: Edit[] = [{ at: "unembed.hook_in", where: { pos: -1 }, do: "zero" }];
    const target = { kind: "logprob", id: 3 } as const;
    const { value, gradients, cache } = await model.gradient(A, {
      target,
      edits,
      wrt: ["unembed.hook_in", "unembed.hook_out"],
      capture: ["unembed.hook_in"],
    });
    expect(Number(value.data[0])).toBeCloseTo(-Math.log(80), 4); // no bias: all logits 0
    const slope = gradients.get("unembed.hook_out");
    expect(slope.dims).toEqual([1, 5, 80]);
    expect(Number(slope.data[4 * 80 + 3])).toBeCloseTo(1 - 1 / 80, 5);
    expect(Number(slope.data[3 * 80 + 3])).toBe(0);
    expect(cache.get("unembed.hook_in").dims).toEqual([1, 5, UNIT]);
    const read = await model.gradient(A, {
      target: { kind: "value", at: "unembed.hook_out", where: { pos: 1, token: 2 }, reduce: "sum" },
      wrt: ["hook_embed"],
    });
    const { logits } = await model.run(A);
    expect(Number(read.value.data[0])).toBeCloseTo(Number(logits!.data[80 + 2]), 4);
  });
});
