import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Target } from "../../src/model/target.ts";
import type { Model } from "../../src/model/types.ts";
import { fixtureModel } from "../helpers/fixtures.ts";

const EMBED = ["hook_embed"];

describe("targets of a masked model with classes", () => {
  let model: Model;
  beforeAll(async () => {
    model = await fixtureModel("bert");
  });
  afterAll(() => model.close());

  it("measure at the only mask token where no position is given", async () => {
    const { mask } = model.tokenizer.specialIds;
    const row = { ids: [5, 6, mask!, 8] };
    const { value } = await model.gradient(row, { target: { kind: "logit", id: 9 }, wrt: EMBED });
    const { logits } = await model.run(row);
    expect(Number(value.data[0])).toBeCloseTo(Number(logits!.data[2 * logits!.dims[2] + 9]), 4);
    const none = model.gradient({ ids: [5, 6] }, { target: { kind: "logit", id: 9 }, wrt: EMBED });
    await expect(none).rejects.toThrow(
      /exactly one mask token in the row, or a position, got 0 mask tokens/,
    );
    const two = model.gradient(
      { ids: [mask!, mask!] },
      { target: { kind: "logit", id: 9 }, wrt: EMBED },
    );
    await expect(two).rejects.toThrow(/got 2 mask tokens/);
    const kl: Target = { kind: "kl", to: { run: { ids: [mask!, 6, 7, 8] } } };
    const { logits: other } = await model.run({ ids: [mask!, 6, 7, 8] }, { logits: [0] });
    const { logits: own } = await model.run(row, { logits: [2] });
    const log = (x: ArrayLike<number | bigint>): number[] => {
      const all = Array.from(x, Number);
      const total = Math.log(all.reduce((sum, v) => sum + Math.exp(v), 0));
      return all.map((v) => v - total);
    };
    const [p, q] = [log(other!.data), log(own!.data)];
    const found = await model.gradient(row, { target: kl, wrt: EMBED });
    expect(Number(found.value.data[0])).toBeCloseTo(
      p.reduce((sum, x, i) => sum + Math.exp(x) * (x - q[i]), 0),
      4,
    );
  });

  it("read classes by label or index, as logit or log p", async () => {
    expect(model.labels).toEqual(["bad", "so-so", "good"]);
    const { outputs } = await model.run({ ids: [5, 6, 7] });
    const row = Array.from(outputs.get("class")!.data, Number);
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    const [byLabel, byIndex, logprob, wrong, far] = await model
      .evaluate([
        { input: { ids: [5, 6, 7] }, target: { kind: "class", label: "good" } },
        { input: { ids: [5, 6, 7] }, target: { kind: "class", index: 2 } },
        { input: { ids: [5, 6, 7] }, target: { kind: "class", label: "so-so", of: "logprob" } },
        { input: { ids: [5, 6, 7] }, target: { kind: "class", label: "fine" } },
        { input: { ids: [5, 6, 7] }, target: { kind: "class", index: 3 } },
      ])
      .all();
    expect(byLabel.value).toBeCloseTo(row[2], 4);
    expect(byIndex.value).toBeCloseTo(row[2], 4);
    expect(logprob.value).toBeCloseTo(row[1] - total, 4);
    expect(wrong.error?.message).toMatch(
      /unknown class label; expected bad, so-so, good, got fine/,
    );
    expect(far.error?.message).toMatch(/class index out of range; expected 0 to 2, got 3/);
  });

  it("refuse spans", async () => {
    const slope = model.gradient(
      { ids: [5, 6] },
      { target: { kind: "span", ids: [7] }, wrt: EMBED },
    );
    await expect(slope).rejects.toThrow(/a span needs a causal model/);
  });
});

describe("a model without heads for tokens or classes", () => {
  it("has no logits, and refuses targets that need them", async () => {
    await using model = await fixtureModel("bert-bare");
    const { logits, outputs } = await model.run({ ids: [5, 6] }, { logits: "last" });
    expect(logits).toBeNull();
    expect(outputs.get("pooler")!.dims).toHaveLength(2);
    const position = 0;
    const targets: readonly Target[] = [
      { kind: "logit", id: 3, position },
      { kind: "entropy", position },
      { kind: "kl", to: { run: { ids: [1, 2] } }, position },
      { kind: "class", index: 0 },
    ];
    const results = await model
      .evaluate(targets.map((target) => ({ input: { ids: [5, 6] }, target })))
      .all();
    for (const { error } of results) {
      expect(error?.message).toMatch(/needs a head that this model lacks; expected the head/);
    }
  });
});
