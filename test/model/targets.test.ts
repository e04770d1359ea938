import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { Target } from "../../src/model/target.ts";
import type { Input, Model } from "../../src/model/types.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const ROUNDING = 2e-5;
const A = { ids: [51, 69, 32, 15, 42] };
const SHORT = { ids: [14, 60, 75] };
const EMBED = ["hook_embed"];

describe("targets of a causal model", () => {
  let model: Model;
  beforeAll(async () => {
    model = await fixtureModel("gpt2");
  });
  afterAll(() => model.close());

  const values = async (input: Input, target: Target): Promise<number[]> => {
    const { value } = await model.gradient(input, { target, wrt: ["unembed.hook_in"] });
    return Array.from(value.data, Number);
  };
  /** Logits of one position of one row, by a plain run. */
  const logitsOf = async (input: Input, position: number, row = 0): Promise<number[]> => {
    const { logits } = await model.run(input, { logits: [position] });
    const vocab = logits!.dims[2];
    return Array.from(logits!.data.slice(row * vocab, (row + 1) * vocab), Number);
  };
  const logSoftmax = (row: readonly number[]): number[] => {
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    return row.map((x) => x - total);
  };

  it("reads each kind off the logits, by its formula, at the last token by default", async () => {
    const row = await logitsOf(A, -1);
    const log = logSoftmax(row);
    const p = log.map(Math.exp);
    const cases: [Target, number][] = [
      [{ kind: "logit", id: 3 }, row[3]],
      [{ kind: "logprob", id: 3 }, log[3]],
      [{ kind: "logodds", id: 3 }, log[3] - Math.log(1 - p[3])],
      [{ kind: "entropy" }, -p.reduce((sum, q, i) => sum + q * log[i], 0)],
      [
        { kind: "diff", a: { kind: "logit", id: 3 }, b: { kind: "logprob", id: 4 } },
        row[3] - log[4],
      ],
    ];
    for (const [target, expected] of cases)
      expect((await values(A, target))[0], target.kind).toBeCloseTo(expected, 4);
  });

  it("counts positions of a row's own tokens, and takes entries per row", async () => {
    const batch = [A, SHORT];
    expect(await values(batch, { kind: "logit", id: 3 })).toEqual([
      expect.closeTo((await logitsOf(A, 4))[3], 4),
      expect.closeTo((await logitsOf(SHORT, 2))[3], 4),
    ]);
    const rows: Target = { kind: "logit", id: { rows: [3, 7] }, position: { rows: [1, -3] } };
    expect(await values(batch, rows)).toEqual([
      expect.closeTo((await logitsOf(A, 1))[3], 4),
      expect.closeTo((await logitsOf(SHORT, 0))[7], 4),
    ]);
  });

  it("compares with another run, forward and reverse, with edits of its own", async () => {
    const edits = [{ at: "blocks.0.hook_mlp_out", do: "zero" as const }];
    const { logits } = await model.run(SHORT, { edits, logits: "last" });
    const there = logSoftmax(Array.from(logits!.data, Number));
    const here = logSoftmax(await logitsOf(A, -1));
    const divergence = (p: number[], q: number[]): number =>
      p.reduce((sum, x, i) => sum + Math.exp(x) * (x - q[i]), 0);
    const to = { run: SHORT, edits };
    expect((await values(A, { kind: "kl", to }))[0]).toBeCloseTo(divergence(there, here), 4);
    expect((await values(A, { kind: "kl", to, direction: "reverse" }))[0]).toBeCloseTo(
      divergence(here, there),
      4,
    );
    expect((await values(A, { kind: "kl", to: { run: A } }))[0]).toBeCloseTo(0, 5);
    const unlike = values([A, A, A], { kind: "kl", to: { run: { ids: [A.ids, A.ids] } } });
    await expect(unlike).rejects.toThrow(/another number of rows; expected 3 or 1, got 2/);
  });

  describe("spans", () => {
    const span = (ids: number[]): Target => ({ kind: "span", ids });
    const scored = async (input: { ids: number[] }, ids: number[]): Promise<number> => {
      let sum = 0;
      for (const [i, id] of ids.entries())
        sum += logSoftmax(await logitsOf({ ids: [...input.ids, ...ids.slice(0, i)] }, -1))[id];
      return sum;
    };

    it("sum log p of each token after those before it", async () => {
      expect((await values(A, span([6, 7, 12])))[0]).toBeCloseTo(await scored(A, [6, 7, 12]), 4);
    });

    it("score batches of unlike lengths, also a continuation per row", async () => {
      for (const padding of ["right", "left"] as const) {
        const target: Target = { kind: "span", ids: { rows: [[6, 7, 12], [5]] } };
        const { value, gradients } = await model.gradient([A, SHORT], {
          target,
          wrt: EMBED,
          padding,
        });
        expect(Number(value.data[0])).toBeCloseTo(await scored(A, [6, 7, 12]), 4);
        expect(Number(value.data[1])).toBeCloseTo(await scored(SHORT, [5]), 4);
        const slope = gradients.get("hook_embed");
        expect(slope.dims).toEqual([2, 5, 32]);
        const own = await model.gradient(SHORT, { target: span([5]), wrt: EMBED });
        const start = 5 * 32 + (padding === "left" ? 2 * 32 : 0);
        const part = {
          ...own.gradients.get("hook_embed"),
          data: slope.data.slice(start, start + 3 * 32),
        };
        expect(worstError(part, own.gradients.get("hook_embed"))).toBeLessThan(ROUNDING);
      }
    });

    it("of unlike continuations are run apart and combined", async () => {
      const target: Target = {
        kind: "sum",
        terms: [
          { weight: 2, target: { kind: "diff", a: span([6, 7, 12]), b: span([5]) } },
          { weight: 1, target: { kind: "logit", id: 3 } },
          { weight: -1, target: span([6, 7, 12]) },
        ],
      };
      const [long, short] = [await scored(A, [6, 7, 12]), await scored(A, [5])];
      const expected = 2 * (long - short) + (await logitsOf(A, -1))[3] - long;
      const { value, gradients, cache } = await model.gradient(A, {
        target,
        wrt: EMBED,
        capture: EMBED,
      });
      expect(Number(value.data[0])).toBeCloseTo(expected, 4);
      const slopes: number[][] = [];
      for (const part of [span([6, 7, 12]), span([5]), { kind: "logit", id: 3 } as const]) {
        const { gradients: own } = await model.gradient(A, { target: part, wrt: EMBED });
        slopes.push(Array.from(own.get("hook_embed").data, Number));
      }
      const found = gradients.get("hook_embed");
      expect(found.dims).toEqual([1, 5, 32]);
      slopes[0].forEach((x, i) =>
        expect(Number(found.data[i])).toBeCloseTo(x - 2 * slopes[1][i] + slopes[2][i], 4),
      );
      expect(cache.get("hook_embed").dims).toEqual([1, 5, 32]);
      const [result] = await model
        .evaluate([{ input: A, target, wrt: EMBED, capture: EMBED }])
        .all();
      expect(result.value).toBeCloseTo(expected, 4);
      expect(worstError(result.gradients!.get("hook_embed"), found)).toBeLessThan(ROUNDING);
      expect(result.cache!.get("hook_embed").dims).toEqual([1, 5, 32]);
    });

    it("stand beside other targets of a case", async () => {
      const targets: Target[] = [
        span([6, 7]),
        { kind: "logit", id: 3 },
        span([5]),
        { kind: "diff", a: span([5]), b: span([6, 7]) },
      ];
      const cases = [
        { input: SHORT, target: targets[1] },
        { input: A, targets, wrt: EMBED },
        { input: A, target: { kind: "span", ids: [] } as const },
      ];
      const [first, many, bad] = await model.evaluate(cases).all();
      expect([first.index, many.index, bad.index]).toEqual([0, 1, 2]);
      expect(first.value).toBeCloseTo((await logitsOf(SHORT, -1))[3], 4);
      const [long, short] = [await scored(A, [6, 7]), await scored(A, [5])];
      const expected = [long, (await logitsOf(A, -1))[3], short, short - long];
      expected.forEach((x, i) => expect(many.values![i]).toBeCloseTo(x, 4));
      expect(many.gradients!.get("hook_embed").dims).toEqual([4, 1, 5, 32]);
      const whole = await model.gradient(A, { targets, wrt: EMBED });
      expect(whole.gradients.get("hook_embed").dims).toEqual([4, 1, 5, 32]);
      expect(
        worstError(many.gradients!.get("hook_embed"), whole.gradients.get("hook_embed")),
      ).toBeLessThan(ROUNDING);
      expect(bad.error?.message).toMatch(/the span is empty/);
    });

    it("read a text as it stands inside a text", async () => {
      await using text = await loadModel("stories260k", { worker: false });
      // " there was" after a text is 383, 286 (run.json); by itself it would get a space more
      const [byText, byIds] = await text
        .evaluate([
          { input: "Once upon a time,", target: { kind: "span", text: " there was" } },
          { input: "Once upon a time,", target: { kind: "span", ids: [383, 286] } },
        ])
        .all();
      expect(byText.value).toBe(byIds.value);
    });

    it("refuse what does not fit", async () => {
      const long = values({ ids: Array<number>(63).fill(1) }, span([1, 2]));
      await expect(long).rejects.toThrow(/too long together; expected at most 64 tokens, got 65/);
      await expect(values(A, span([]))).rejects.toThrow(/the span is empty/);
      await expect(values(A, { kind: "span", text: "a" })).rejects.toThrow(/needs a tokenizer/);
      await expect(values(A, span([80]))).rejects.toThrow(/outside the vocabulary/);
    });
  });

  it("gives several targets a leading axis, rows repeated", async () => {
    const targets: Target[] = [
      { kind: "logit", id: 3 },
      { kind: "entropy", position: 0 },
    ];
    const { value, gradients } = await model.gradient([A, SHORT], { targets, wrt: EMBED });
    expect([value.dims, value.axes]).toEqual([
      [2, 2],
      ["target", "batch"],
    ]);
    expect(gradients.get("hook_embed").dims).toEqual([2, 2, 5, 32]);
    expect(gradients.get("hook_embed").axes).toEqual(["target", "batch", "pos", "unit"]);
    for (const [t, target] of targets.entries()) {
      const own = await model.gradient([A, SHORT], { target, wrt: EMBED });
      expect(own.value.dims).toEqual([2]);
      const data = value.data.slice(2 * t, 2 * t + 2);
      expect(worstError({ ...own.value, data }, own.value)).toBeLessThan(ROUNDING);
      const slope = own.gradients.get("hook_embed");
      const part = gradients
        .get("hook_embed")
        .data.slice(t * slope.data.length, (t + 1) * slope.data.length);
      expect(worstError({ ...slope, data: part }, slope)).toBeLessThan(ROUNDING);
    }
  });

  it("reads and differentiates hooks on demand", async () => {
    const at = "blocks.1.attn.hook_result";
    const target: Target = { kind: "value", at, where: { head: 1, pos: -1 }, reduce: "norm" };
    const { value, gradients, cache } = await model.gradient(A, {
      target,
      wrt: [at],
      capture: [at],
    });
    const own = Array.from(cache.get(at).data.slice((4 * 4 + 1) * 32, (4 * 4 + 2) * 32), Number);
    const norm = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
    expect(Number(value.data[0])).toBeCloseTo(norm, 4);
    own.forEach((x, i) =>
      expect(Number(gradients.get(at).data[(4 * 4 + 1) * 32 + i])).toBeCloseTo(x / norm, 4),
    );
    const bare = await model.evaluate([{ input: A, target }]).all();
    expect(bare[0].value).toBeCloseTo(norm, 4);
  });

  it.each<[string, unknown, RegExp]>([
    ["nothing", null, /not a target/],
    ["an unknown kind", { kind: "logits", id: 3 }, /unknown kind "logits"\. Did you mean "logit"/],
    [
      "an unknown field",
      { kind: "logit", id: 3, pos: 1 },
      /unknown field; expected token, id, position, got "pos"/,
    ],
    ["no token", { kind: "logit" }, /token or id, one of the two/],
    ["token and id", { kind: "logit", id: 3, token: "a" }, /token or id, one of the two/],
    ["a token without a tokenizer", { kind: "logit", token: "a" }, /no tokenizer; expected an id/],
    [
      "an id out of range",
      { kind: "logit", id: 80 },
      /id outside the vocabulary; expected 0 to 79, got 80/,
    ],
    [
      "a position out of range",
      { kind: "logit", id: 3, position: 5 },
      /position out of range; expected -5 to 4, got 5/,
    ],
    ["too few entries", { kind: "logit", id: { rows: [] } }, /no entry for row 0/],
    [
      "an unknown direction",
      { kind: "kl", to: { run: A }, direction: "both" },
      /forward or reverse/,
    ],
    ["no reference", { kind: "kl" }, /"kl" has no reference/],
    ["an unknown reduction", { kind: "value", at: "hook_embed", reduce: "max" }, /sum or norm/],
    [
      "an unknown hook",
      { kind: "value", at: "hook_embd", reduce: "sum" },
      /Did you mean "hook_embed"/,
    ],
    ["no terms", { kind: "sum", terms: [] }, /"sum" has no terms/],
    [
      "a weight that is none",
      { kind: "sum", terms: [{ weight: Number.NaN, target: { kind: "entropy" } }] },
      /a weight is not finite/,
    ],
    ["half a difference", { kind: "diff", a: { kind: "entropy" } }, /not a target/],
    [
      "a class of a model without",
      { kind: "class", index: 0 },
      /needs a head that this model lacks; expected the head "class", got lm/,
    ],
  ])("refuses %s in one clear error", async (_, target, message) => {
    const slope = model.gradient(A, { target: target as Target, wrt: EMBED });
    await expect(slope).rejects.toThrow(message);
    await expect(slope).rejects.toMatchObject({ name: "VitrineError" });
    const [{ error }] = await model.evaluate([{ input: A, target: target as Target }]).all();
    expect(error?.message).toMatch(message);
  });

  it("refuses a gradient of nothing, by nothing, or by what does not matter", async () => {
    const target = { kind: "logit", id: 3 } as const;
    await expect(model.gradient(A, { wrt: EMBED })).rejects.toThrow(
      /"target" or "targets", one of the two/,
    );
    await expect(
      model.gradient(A, { target, targets: [target], wrt: EMBED }),
    ).rejects.toMatchObject({ code: "BAD_OPTION" });
    await expect(model.gradient(A, { targets: [], wrt: EMBED })).rejects.toThrow(
      /"targets" is empty/,
    );
    await expect(model.gradient(A, { target, wrt: [] })).rejects.toThrow(/"wrt" is empty/);
    const early = { kind: "value", at: "hook_embed", reduce: "sum" } as const;
    await expect(model.gradient(A, { target: early, wrt: ["resid_post1"] })).rejects.toMatchObject({
      code: "NO_GRADIENT",
    });
  });
});

it("tokens of a target are read as they stand inside a text", async () => {
  await using model = await loadModel("stories260k", { worker: false });
  const text = "Once upon a time, there was a little girl named Lily.";
  const [byToken, byId, unknown] = await model
    .evaluate([
      { input: text, target: { kind: "logit", token: " She" } },
      { input: text, target: { kind: "logit", id: 338 } }, // run.json
      { input: text, target: { kind: "logit", token: " Shee" } },
    ])
    .all();
  expect(byToken.value).toBe(byId.value);
  expect(byId.value).toBeCloseTo(17.45652268, 4); // run.json, float64
  expect(unknown.error).toMatchObject({ code: "UNKNOWN_NAME" });
});
