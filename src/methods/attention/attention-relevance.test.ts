import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModel, readFixture, worstError } from "../../../test/helpers/fixtures.ts";
import { loadModel } from "../../model/load.ts";
import type { Target } from "../../model/target.ts";
import type { Model } from "../../model/types.ts";
import type { PlainView, ViewSpec } from "../../view/spec.ts";
import { float64 } from "../shared/tensors.ts";
import { attentionRelevance, type AttentionRelevanceOptions } from "./attention-relevance.ts";
import { valueNorm } from "./value-norm.ts";
import { attentionRollout } from "./attention-rollout.ts";

type Table = readonly (readonly number[])[];

const { text, cases } = readFixture<{
  readonly text: string;
  readonly cases: readonly {
    readonly target: Target;
    readonly sign: "positive" | "both";
    readonly value: number;
    readonly relevance: Table;
    readonly byHead: Table;
  }[];
}>("references/stories260k/attention-relevance.json");
const LENGTH = 16;
/** Gradients and patterns are off by 1e-5 each (PROVENANCE.md), of products of about one, over five layers. */
const TOLERANCE = 1e-4;

let model: Model;
beforeAll(async () => {
  model = await loadModel("stories260k", { worker: false });
});
afterAll(() => model.close());

const numbersOf = ({ data }: { readonly data: ArrayLike<unknown> }): number[] =>
  Array.from(data as ArrayLike<number>);
const childrenOf = (view: ViewSpec): readonly PlainView[] =>
  view.kind === "stack" ? view.children.flatMap(childrenOf) : [view];

describe("attentionRelevance against autograd in float64", () => {
  it.each(cases.map((one) => [`${one.target.kind}, ${one.sign}`, one] as const))(
    "agrees: %s",
    async (_, { target, sign, value, relevance, byHead }) => {
      const { data } = await attentionRelevance({ model, input: text }, { target, sign });
      const square = [LENGTH, LENGTH];
      const theirs = float64(square, [], relevance.flat());
      expect(worstError(data.relevance, theirs)).toBeLessThan(TOLERANCE);
      expect(worstError(data.byHead, float64([5, 8], [], byHead.flat()))).toBeLessThan(TOLERANCE);
      expect(Math.abs(data.value - value)).toBeLessThan(2e-5); // logits, PROVENANCE.md
      const row = relevance[15].map((score, at) => score - (at === 15 ? 1 : 0));
      expect(worstError(data.scores, float64([LENGTH], [], row))).toBeLessThan(TOLERANCE);
    },
  );
});

describe("attentionRelevance", () => {
  it("takes the top next token for its target, at the last position, and says so", async () => {
    const { data, options, evidence } = await attentionRelevance({ model, input: text });
    expect(options.target).toEqual({ ...cases[0].target, position: -1 });
    expect(data).toMatchObject({ position: 15, target: `logit(" She")`, products: null });
    // The target's token, one forward for the patterns, one with the gradient.
    expect(evidence.rows).toBe(3);
  });

  it("gives a token that nothing looks at no relevance at all", async () => {
    const unused = 5;
    const others = Array.from({ length: LENGTH }, (_, at) => at).filter((at) => at !== unused);
    const edits = [0, 1, 2, 3, 4].map((layer) => ({
      at: `blocks.${layer}.attn.hook_pattern`,
      where: { query: others, key: unused },
      do: "zero" as const,
    }));
    const { data } = await attentionRelevance({ model, input: text }, { edits });
    numbersOf(data.scores).forEach((score, at) => {
      if (at === unused) expect(score).toBe(0);
      else expect(score).toBeGreaterThan(0);
    });
  });

  it("gives tokens after the target's position none", async () => {
    const target: Target = { kind: "logit", token: " a", position: 6 };
    const { data } = await attentionRelevance({ model, input: text }, { target });
    expect(data.position).toBe(6);
    expect(numbersOf(data.scores).slice(7)).toEqual(Array(LENGTH - 7).fill(0));
    expect(numbersOf(data.scores)[0]).toBeGreaterThan(0);
  });

  it("keeps every product where asked, and draws them", async () => {
    const some = { firstLayer: 1, lastLayer: 2, heads: [3, -1] };
    const result = await attentionRelevance({ model, input: text }, { ...some, products: true });
    const { data } = result;
    expect([data.layers, data.heads, data.products!.dims]).toEqual([
      [1, 2],
      [3, 7],
      [2, 2, LENGTH, LENGTH],
    ]);
    const sums = numbersOf(data.byHead).map((_, i) =>
      numbersOf(data.products!)
        .slice(i * LENGTH ** 2, (i + 1) * LENGTH ** 2)
        .reduce((a, b) => a + b, 0),
    );
    expect(worstError(data.byHead, float64([2, 2], [], sums))).toBeLessThan(1e-12); // float64 sums
    cases[0].byHead.slice(1, 3).forEach((heads, i) => {
      expect(numbersOf(data.byHead)[2 * i]).toBeCloseTo(heads[3], 4);
      expect(numbersOf(data.byHead)[2 * i + 1]).toBeCloseTo(heads[7], 4);
    });
    const kinds = childrenOf(result.view()).map(({ kind }) => kind);
    expect(kinds).toEqual(["token-strip", "layer-head", "matrix"]);
  });

  it("counts what the positive rule leaves out, and is never negative with it", async () => {
    const { data, evidence } = await attentionRelevance({ model, input: text });
    expect(evidence.loweringShare).toBeGreaterThan(0);
    expect(evidence.loweringShare).toBeLessThan(1);
    expect(numbersOf(data.scores).every((score) => score >= 0)).toBe(true);
  });

  it("needs one backward pass where value norms and rollout have been read", async () => {
    const memo = model.memo();
    const target = { kind: "logit", token: " Lily" } as const;
    const norms = await valueNorm({ model, input: text }, { memo });
    const rollout = await attentionRollout({ model, input: text }, { memo });
    const relevance = await attentionRelevance({ model, input: text }, { memo, target });
    const rows = [norms, rollout, relevance].map(({ evidence }) => evidence.rows);
    expect(rows).toEqual([1, 0, 1]);
    const alone = await attentionRelevance({ model, input: text }, { target });
    expect(relevance.data).toEqual(alone.data);
  });

  it("shares the run of the patterns with rollout, and gives the same layer by layer", async () => {
    const memo = model.memo();
    const { target } = cases[0];
    await attentionRollout({ model, input: text }, { memo });
    const shared = await attentionRelevance({ model, input: text }, { memo, target });
    expect([shared.evidence.rows, memo.hits]).toEqual([1, 1]);
    const parts = await attentionRelevance({ model, input: text }, { target, budget: 20_000 });
    expect(parts.evidence.rows).toBe(10);
    // Where a backward run begins moves float32 gradients by rounding.
    expect(worstError(parts.data.relevance, shared.data.relevance)).toBeLessThan(1e-5);
  });

  it("reads the mask of a masked model, the first token of a classifier, padding or not", async () => {
    const bert = await fixtureModel("bert");
    const { data } = await attentionRelevance({ model: bert, input: "the [MASK] sat" });
    const { units } = bert.prepare("the [MASK] sat")[0];
    expect(units[data.position].text).toBe("[MASK]");
    await bert.close();
    const classifier = await fixtureModel("bert-classifier");
    const target: Target = { kind: "class", index: 0 };
    const ids = [2, 9, 14, 3];
    const [alone, padded] = [
      await attentionRelevance({ model: classifier, input: { ids } }, { target }),
      await attentionRelevance(
        { model: classifier, input: { ids: [...ids, 0, 0], mask: [1, 1, 1, 1, 0, 0] } },
        { target },
      ),
    ];
    expect(alone.data.position).toBe(0);
    expect(worstError(padded.data.scores, alone.data.scores)).toBeLessThan(1e-5); // float32
    await classifier.close();
  });

  const span: Target = { kind: "span", text: " She was" };
  const two: Target = {
    kind: "diff",
    a: { kind: "logit", id: 338 },
    b: { kind: "logit", id: 338, position: 3 },
  };
  it.each<[AttentionRelevanceOptions, string]>([
    [{ target: span }, "a span has an answer for each of its tokens"],
    [{ target: two }, "expected one, got 15, 3. Choose one with"],
    [{ sign: "negative" } as never, "expected one of positive, both"],
    [{ position: 16 }, `"position" lies outside the text; expected -16 to 15, got 16`],
    [{ lastLayer: 5 }, "the model has no layer 5"],
    [{ heads: [] }, `"heads" names no head`],
    [{ products: true, budget: 40_000 }, "expected at most 40000 bytes, got 40960"],
  ])("refuses %j", async (options, message) => {
    await expect(attentionRelevance({ model, input: text }, options)).rejects.toThrow(message);
  });

  it("reads a target of several positions where told", async () => {
    const { data } = await attentionRelevance({ model, input: text }, { target: two, position: 3 });
    expect(data.position).toBe(3);
  });

  it("refuses several texts, a single token, and a model without attention", async () => {
    const { target } = cases[0];
    await expect(attentionRelevance({ model, input: ["a", "b"] }, { target })).rejects.toThrow(
      "expected one text, got 2",
    );
    await expect(attentionRelevance({ model, input: { ids: [1] } }, { target })).rejects.toThrow(
      "expected a text of at least 2 tokens",
    );
    const mixer = { name: "mixer", sites: () => [] } as unknown as Model;
    await expect(attentionRelevance({ model: mixer, input: "a" })).rejects.toThrow(
      `"mixer" has no attention patterns`,
    );
  });
});
