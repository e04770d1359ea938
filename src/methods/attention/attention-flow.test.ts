import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { float64 } from "../shared/tensors.ts";
import { attentionFlow, type AttentionFlowOptions } from "./attention-flow.ts";
import { attentionRollout } from "./attention-rollout.ts";

const { text, queries, cases } = readFixture<{
  readonly text: string;
  readonly queries: readonly number[];
  readonly cases: readonly {
    readonly options: AttentionFlowOptions;
    readonly flows: readonly (readonly number[])[];
  }[];
}>("references/stories260k/attention-flow.json");
const LENGTH = 16;
/** A smallest cut has at most a few arcs of each of 16 tokens; shares are off by 1e-5 at most (PROVENANCE.md). */
const TOLERANCE = 1e-4;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const numbersOf = ({ data }: { readonly data: ArrayLike<unknown> }): number[] =>
  Array.from(data as Float64Array);

describe("attentionFlow", () => {
  it.each(cases.map((one) => [JSON.stringify(one.options), one] as const))(
    "agrees with networkx on PyTorch's patterns: %s",
    async (_, { options, flows }) => {
      const { data, evidence } = await attentionFlow(
        { model, input: text },
        { ...options, queries },
      );
      const theirs = float64([queries.length, LENGTH], [], flows.flat());
      expect(worstError(data.flows, theirs)).toBeLessThan(TOLERANCE);
      // Sums of at most 5 · 16² capacities in float64.
      expect(evidence.largestGap).toBeLessThan(1e-11);
      expect(evidence.flows).toBe(32);
    },
  );

  it("is never less than rollout, never more than what leaves a position, and shares add up to one", async () => {
    const every = { queries: Array.from({ length: LENGTH }, (_, at) => at), lastLayer: 2 };
    const { data } = await attentionFlow({ model, input: text }, every);
    const rollout = await attentionRollout({ model, input: text }, { lastLayer: 2 });
    numbersOf(data.flows).forEach((flow, i) => {
      expect(flow).toBeLessThanOrEqual(1 + 1e-12); // float64 sums of a row
      expect(flow).toBeGreaterThanOrEqual(Number(rollout.data.scores.data[i]) - 1e-12);
      if (i % LENGTH > Math.floor(i / LENGTH)) expect(flow).toBe(0);
    });
    for (let query = 0; query < LENGTH; query++) {
      const row = numbersOf(data.shares).slice(query * LENGTH, (query + 1) * LENGTH);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  });

  it("is rollout itself where there is one layer", async () => {
    const one = { firstLayer: 1, lastLayer: 1, residual: 0.3 };
    const { data } = await attentionFlow({ model, input: text }, { ...one, queries: [-1] });
    const { data: same } = await attentionRollout({ model, input: text }, one);
    numbersOf(data.flows).forEach((flow, key) => {
      expect(flow).toBeCloseTo(Number(same.scores.data[15 * LENGTH + key]), 12);
    });
  });

  it("starts where the model answers: the last token, or the first of one that looks both ways", async () => {
    const ours = await attentionFlow({ model, input: text });
    expect([ours.data.queries, ours.data.layers, ours.data.heads.length]).toEqual([
      [15],
      [0, 1, 2, 3, 4],
      8,
    ]);
    const bert = await fixtureModel("bert");
    const { data } = await attentionFlow({ model: bert, input: { ids: [2, 9, 14, 3] } });
    expect(data.queries).toEqual([0]);
    expect(numbersOf(data.flows).every((flow) => flow > 0)).toBe(true);
    await bert.close();
  });

  it("stops when told, between flows", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const memo = model.memo();
    await attentionFlow({ model, input: text }, { memo, lastLayer: 0 });
    const all = Array.from({ length: LENGTH }, (_, at) => at);
    const running = attentionFlow({ model, input: text }, { queries: all, signal, memo });
    setTimeout(() => controller.abort(), 1);
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
  });

  it.each<[AttentionFlowOptions, string]>([
    [{ maxTokens: 15 }, "expected at most 15 tokens, got 16"],
    [{ maxTokens: 1 }, `"maxTokens" does not fit`],
    [{ queries: [-17] }, `"queries" lies outside the text; expected -16 to 15, got -17`],
    [{ queries: [] }, `"queries" names no position`],
    [{ residual: -0.1 }, `"residual" does not fit`],
    [{ lastLayer: 9 }, "the model has no layer 9"],
    [{ heads: [-9] }, "the model has no head -9"],
  ])("refuses %j", async (options, message) => {
    await expect(attentionFlow({ model, input: text }, options)).rejects.toThrow(message);
  });

  it("refuses several texts and a single token", async () => {
    await expect(attentionFlow({ model, input: ["a", "b"] })).rejects.toThrow("expected one text");
    await expect(attentionFlow({ model, input: { ids: [1] } })).rejects.toThrow(
      "at least 2 tokens",
    );
  });
});
