import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Model } from "../../model/types.ts";
import { float64 } from "../shared/tensors.ts";
import { attentionPattern } from "./attention-pattern.ts";
import { attentionRollout, type AttentionRolloutOptions } from "./attention-rollout.ts";

type Table = readonly (readonly number[])[];

const { text, cases } = readFixture<{
  readonly text: string;
  readonly cases: readonly {
    readonly options: AttentionRolloutOptions;
    readonly rollout: Table;
    readonly byLayer: Table;
  }[];
}>("references/stories260k/attention-rollout.json");
const LENGTH = 16;
/** Five layers of patterns that are off by 1e-5 at most (PROVENANCE.md), each a share of a sum of one. */
const TOLERANCE = 5e-5;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const numbersOf = ({ data }: { readonly data: ArrayLike<unknown> }): number[] =>
  Array.from(data as Float64Array);

/** Writes a pattern, the same in every head and layer. */
const everywhere = (patterns: Table, layers: readonly number[]) =>
  layers.map((layer) => ({
    at: `blocks.${layer}.attn.hook_pattern`,
    do: "set" as const,
    with: {
      dims: [1, 1, patterns.length, patterns.length],
      dtype: "float32" as const,
      data: Float32Array.from(patterns.flat()),
    },
  }));

describe("attentionRollout against numpy on PyTorch's patterns", () => {
  it.each(cases.map((one) => [JSON.stringify(one.options), one] as const))(
    "agrees: %s",
    async (_, { options, rollout, byLayer }) => {
      const { data } = await attentionRollout({ model, input: text }, options);
      const square = [LENGTH, LENGTH];
      expect(worstError(data.scores, float64(square, [], rollout.flat()))).toBeLessThan(TOLERANCE);
      const dims = [byLayer.length, LENGTH];
      expect(worstError(data.byLayer, float64(dims, [], byLayer.flat()))).toBeLessThan(TOLERANCE);
    },
  );
});

describe("attentionRollout", () => {
  it("is worked out by hand for two layers of [[1, 0], [1/2, 1/2]]", async () => {
    const pattern = [
      [1, 0],
      [0.5, 0.5],
    ];
    const { data } = await attentionRollout(
      { model, input: { ids: [1, 300] } },
      { lastLayer: 1, edits: everywhere(pattern, [0, 1]) },
    );
    // Ã = [[1, 0], [1/4, 3/4]]; its square.
    expect(numbersOf(data.scores)).toEqual([1, 0, 0.4375, 0.5625]);
    expect(numbersOf(data.byLayer)).toEqual([0.25, 0.75, 0.4375, 0.5625]);
    expect(data.query).toBe(1);
  });

  it("is the identity where every token looks at itself", async () => {
    const identity = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : 0)));
    const edits = everywhere(identity, [0, 1, 2, 3, 4]);
    const input = { ids: [1, 300, 301] };
    for (const options of [{}, { residual: 0.2, reduce: "max" }, { residual: 0 }] as const) {
      const { data } = await attentionRollout({ model, input }, { ...options, edits });
      expect(numbersOf(data.scores)).toEqual(identity.flat());
    }
  });

  it("keeps rows that sum to one, and nothing from later tokens, under every option", async () => {
    const option = fc.record({
      residual: fc.double({ min: 0, max: 1, noNaN: true }),
      reduce: fc.constantFrom("mean" as const, "max" as const, "min" as const),
      firstLayer: fc.integer({ min: 0, max: 4 }),
      heads: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(option, async (options) => {
        const { data, evidence } = await attentionRollout({ model, input: text }, options);
        // 16 shares a row, 5 products: float64 rounding.
        expect(evidence.rowDeviation).toBeLessThan(1e-13);
        numbersOf(data.scores).forEach((share, i) => {
          if (i % LENGTH > Math.floor(i / LENGTH)) expect(share).toBe(0);
          else expect(share >= 0 && share <= 1 + 1e-13).toBe(true);
        });
      }),
      { numRuns: 12 },
    );
  });

  it("stays where it is without attention, and is one pattern without residual", async () => {
    const stays = await attentionRollout({ model, input: text }, { residual: 1 });
    numbersOf(stays.data.scores).forEach((share, i) => {
      expect(share).toBe(i % (LENGTH + 1) === 0 ? 1 : 0);
    });
    const only = { layers: [2], heads: [3] };
    const { data } = await attentionPattern({ model, input: text }, only);
    const one = await attentionRollout(
      { model, input: text },
      { residual: 0, firstLayer: 2, lastLayer: 2, heads: [3] },
    );
    // A float32 row sums to one within 16 roundings of 6e-8; here it was made to.
    expect(worstError(one.data.scores, float64([LENGTH, LENGTH], [], numbersOf(data.patterns))))
      .toBeLessThan(2e-6); // prettier-ignore
  });

  it("says where heads put together give a token nothing", async () => {
    const half = (column: number, head: number) => ({
      at: "blocks.0.attn.hook_pattern",
      where: { head, query: 1, key: column },
      do: "set" as const,
      with: 0,
    });
    const { data, warnings } = await attentionRollout(
      { model, input: { ids: [1, 300] } },
      { lastLayer: 0, reduce: "min", residual: 0, edits: [half(0, 0), half(1, 1)] },
    );
    expect(numbersOf(data.scores)).toEqual([1, 0, 0, 1]);
    expect(warnings).toEqual([{ id: "warning.empty-rows", params: { count: 1 } }]);
  });

  it("shares its one run with other methods through a memo", async () => {
    const memo = model.memo();
    const first = await attentionPattern({ model, input: text }, { memo });
    const second = await attentionRollout({ model, input: text }, { memo });
    expect([first.evidence.rows, second.evidence.rows, memo.hits]).toEqual([1, 0, 1]);
  });

  it("gives the same with a budget for one layer at a time", async () => {
    const whole = await attentionRollout({ model, input: text });
    const parts = await attentionRollout({ model, input: text }, { budget: 10_000 });
    expect([whole.evidence.rows, parts.evidence.rows]).toEqual([1, 5]);
    expect(parts.data).toEqual(whole.data);
  });

  it("follows a padded row of a model that looks both ways from its first token", async () => {
    const bert = await fixtureModel("bert");
    const ids = [2, 9, 14, 3];
    const alone = await attentionRollout({ model: bert, input: { ids } });
    const padded = await attentionRollout({
      model: bert,
      input: { ids: [...ids, 0, 0], mask: [1, 1, 1, 1, 0, 0] },
    });
    expect(alone.data.query).toBe(0);
    expect(padded.data.scores.dims).toEqual([4, 4]);
    expect(worstError(padded.data.scores, alone.data.scores)).toBeLessThan(1e-6); // float32
    expect(numbersOf(alone.data.scores).every((share) => share > 0)).toBe(true);
    await bert.close();
  });

  it.each<[AttentionRolloutOptions, string]>([
    [{ residual: 1.4 }, `"residual" does not fit; expected a number from 0 to 1, got 1.4`],
    [{ reduce: "sum" } as never, "expected one of mean, max, min"],
    [{ firstLayer: 5 }, "the model has no layer 5; expected -5 to 4"],
    [{ firstLayer: 3, lastLayer: 1 }, `expected "lastLayer" to be 3 or later, got 1`],
    [{ heads: [8] }, "the model has no head 8; expected -8 to 7"],
    [{ query: 16 }, `"query" lies outside the text; expected -16 to 15, got 16`],
  ])("refuses %j", async (options, message) => {
    await expect(attentionRollout({ model, input: text }, options)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses several texts, a single token, and a model without attention", async () => {
    await expect(attentionRollout({ model, input: ["a", "b"] })).rejects.toThrow(
      "expected one text, got 2",
    );
    await expect(attentionRollout({ model, input: { ids: [1] } })).rejects.toThrow(
      "attention-rollout: a token alone can only look at itself; expected a text of at least 2 tokens, got 1.",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(attentionRollout({ model: mixer, input: "a" })).rejects.toThrow(
      `"mixer" has no attention patterns`,
    );
  });
});
