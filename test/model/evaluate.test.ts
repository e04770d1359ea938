import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import type { Case, CaseResult, Model, Progress } from "../../src/model/types.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

/** What grouping, padding and shared prefixes may move a result by: float32 rounding. */
const ROUNDING = 2e-5;

const LONG = { ids: [51, 69, 32, 15, 42, 37, 54, 78, 25] };
const MIDDLE = { ids: [15, 34, 73, 45, 10, 45] };
const SHORT = { ids: [14, 60, 75] };
const LOGIT = { kind: "logit", id: 9 } as const;
const STREAM = "blocks.1.hook_resid_pre";
const UNKNOWN = { ids: [80] };

/** Cases of every kind: edits at every layer, targets, gradients, captures, unlike lengths. */
const CASES: readonly Case[] = [LONG, MIDDLE, SHORT].flatMap((input): Case[] => [
  { input, target: LOGIT },
  { input, target: { kind: "logprob", id: 3, position: 0 } },
  { input, target: LOGIT, edits: [{ at: STREAM, where: { pos: 1 }, do: "zero" }] },
  { input, target: LOGIT, edits: [{ at: STREAM, where: { pos: -1 }, do: "set", with: 0.5 }] },
  { input, target: LOGIT, edits: [{ at: "hook_embed", where: { pos: 0 }, do: "scale", with: 2 }] },
  {
    input,
    target: LOGIT,
    edits: [{ at: STREAM, do: "patch", with: { run: input, at: "hook_embed" } }],
  },
  { input, target: { kind: "span", ids: [6, 7] }, wrt: ["hook_embed"] },
  { input, targets: [LOGIT, { kind: "entropy" }], wrt: [STREAM] },
  { input, capture: ["blocks.*.attn.hook_pattern", { at: STREAM, where: { pos: -1 } }] },
  { input, capture: [{ at: STREAM, reduce: { by: "mean", over: ["pos"] } }] },
]);

/** Largest difference between two results of one case, over everything they hold. */
function difference(a: CaseResult, b: CaseResult): number {
  expect([a.error, b.error]).toEqual([undefined, undefined]);
  const numbers = (r: CaseResult): number[] => [r.value ?? 0, ...(r.values ?? [])];
  const tensors = (r: CaseResult) => [
    ...(r.cache?.entries() ?? []),
    ...(r.gradients?.entries() ?? []),
  ];
  expect(tensors(a).map(([name]) => name)).toEqual(tensors(b).map(([name]) => name));
  return Math.max(
    ...numbers(a).map((x, i) => Math.abs(x - numbers(b)[i])),
    ...tensors(a).map(([, tensor], i) => worstError(tensor, tensors(b)[i][1])),
  );
}

describe.each(["gpt2", "llama-gqa"])("evaluate on %s", (name) => {
  let model: Model;
  let alone: CaseResult[];

  beforeAll(async () => {
    model = await fixtureModel(name);
    alone = [];
    for (const one of CASES) alone.push(...(await model.evaluate([one]).all()));
  });
  afterAll(() => model.close());

  it("gives each case what it gives alone, at every budget, batch size and padding", async () => {
    const ways = [
      {},
      { budget: 1 },
      { budget: 50_000 },
      { batchSize: 2 },
      { padding: "left" },
    ] as const;
    for (const way of ways) {
      const together = await model.evaluate(CASES, way).all();
      expect(together.map((result) => result.index)).toEqual([...CASES.keys()]);
      const worst = together.map((result, i) => difference(result, alone[i]));
      expect(Math.max(...worst), JSON.stringify(way)).toBeLessThan(ROUNDING);
    }
  });

  it("gives what run and gradient give", async () => {
    const [plain] = alone;
    const { logits } = await model.run(LONG, { logits: "last" });
    expect(plain.value).toBeCloseTo(Number(logits!.data[9]), 5);
    const edits: Edit[] = [{ at: STREAM, where: { pos: 1 }, do: "zero" }];
    const edited = await model.run(LONG, { edits, logits: "last" });
    expect(alone[2].value).toBeCloseTo(Number(edited.logits!.data[9]), 5);
    const slope = await model.gradient(LONG, {
      target: { kind: "span", ids: [6, 7] },
      wrt: ["hook_embed"],
    });
    expect(alone[6].value).toBeCloseTo(Number(slope.value.data[0]), 5);
    const ours = alone[6].gradients!.get("hook_embed");
    expect(worstError(ours, slope.gradients.get("hook_embed"))).toBeLessThan(ROUNDING);
  });

  it("starts edited cases from shared lower layers without changing them", async () => {
    const sweep = LONG.ids.map((_, pos): Case => ({
      input: LONG,
      target: LOGIT,
      capture: ["blocks.1.hook_resid_post"],
      edits: [
        { at: STREAM, where: { pos }, do: "patch", with: { run: { ids: LONG.ids.toReversed() } } },
      ],
    }));
    const evaluation = model.evaluate(sweep);
    const together = await evaluation.all();
    for (const [pos, one] of sweep.entries()) {
      const { cache, logits } = await model.run(LONG, {
        edits: one.edits!,
        capture: one.capture!,
        logits: "last",
      });
      expect(together[pos].value).toBeCloseTo(Number(logits!.data[9]), 4);
      const found = together[pos].cache!.get("blocks.1.hook_resid_post");
      expect(worstError(found, cache.get("blocks.1.hook_resid_post"))).toBeLessThan(ROUNDING);
    }
    expect(evaluation.rows).toBe(sweep.length + 2); // one shared prefix, one source
  });

  it("starts edited cases that only capture from shared lower layers, too", async () => {
    const kind = "blocks.1.hook_attn_out";
    const sweep = LONG.ids.map((_, pos): Case => ({
      input: LONG,
      capture: [kind, "blocks.1.hook_resid_post"],
      edits: [{ at: "blocks.1.attn.hook_v", where: { pos }, do: "zero" }],
    }));
    const evaluation = model.evaluate(sweep);
    const together = await evaluation.all();
    for (const [pos, one] of sweep.entries()) {
      const { cache } = await model.run(LONG, { edits: one.edits!, capture: one.capture! });
      for (const [name, value] of cache.entries()) {
        expect(worstError(together[pos].cache!.get(name), value)).toBeLessThan(ROUNDING);
      }
    }
    expect(evaluation.rows).toBe(sweep.length + 1); // one shared prefix
  });

  it("runs equal cases once and counts model rows, sources included", async () => {
    const edits: Edit[] = [{ at: "hook_embed", do: "patch", with: { run: MIDDLE } }];
    const one = { input: MIDDLE, target: LOGIT };
    const evaluation = model.evaluate([one, { ...one, edits }, one, { ...one, edits }, one]);
    expect(await evaluation.estimate()).toMatchObject({ rows: 3 });
    const results = await evaluation.all();
    expect(evaluation.rows).toBe(3);
    expect(results.map((result) => result.index)).toEqual([0, 1, 2, 3, 4]);
    expect(results[4].value).toBe(results[0].value);
    expect(results[3].value).toBe(results[1].value);
  });

  it("estimates seconds and peak bytes, which grow with the batch", async () => {
    const cases = LONG.ids.map((id): Case => ({ input: LONG, target: { kind: "logit", id } }));
    const few = await model.evaluate(cases, { batchSize: 1 }).estimate();
    const many = await model.evaluate(cases).estimate();
    expect(few.rows).toBe(9);
    expect(few.seconds).toBeGreaterThan(0);
    expect(many.peakBytes).toBe(9 * few.peakBytes);
    expect(await model.evaluate([]).estimate()).toEqual({ rows: 0, seconds: 0, peakBytes: 0 });
  });

  it("isolates cases that fail, whatever part of them fails", async () => {
    const good: Case = { input: LONG, target: LOGIT };
    const from = (run: object): Edit => ({ at: STREAM, do: "patch", with: { run } });
    const bad: readonly Case[] = [
      { input: UNKNOWN, target: LOGIT },
      { input: LONG, target: LOGIT, edits: [from(UNKNOWN)] },
      { input: LONG, target: LOGIT, edits: [from(SHORT)] },
      { input: LONG, target: { kind: "kl", to: { run: UNKNOWN } } },
      { input: LONG, target: LOGIT, edits: [{ at: "blocks.7.hook_resid_pre", do: "zero" }] },
      { input: LONG, target: LOGIT, edits: [{ at: STREAM, where: { pos: 9 }, do: "zero" }] },
      {
        input: LONG,
        target: LOGIT,
        edits: [
          {
            at: STREAM,
            do: () => {
              throw new RangeError("mine");
            },
          },
        ],
      },
      { input: LONG, target: { kind: "logit" } },
      { input: LONG, wrt: ["hook_embed"] },
      { input: LONG, target: LOGIT, targets: [LOGIT] },
      { input: LONG, capture: ["hook_nothing"] },
      { input: { ids: [LONG.ids, LONG.ids] }, target: LOGIT },
    ];
    const results = await model.evaluate(bad.flatMap((one) => [one, good])).all();
    expect(results.map((result) => result.index)).toEqual([...results.keys()]);
    results.forEach((result, i) => {
      if (i % 2 === 0) {
        expect(result.error?.name, `case ${i / 2}`).toBe("VitrineError");
        expect(result.value, `case ${i / 2}`).toBeUndefined();
      } else expect(result.value, `after case ${(i - 1) / 2}`).toBeCloseTo(alone[0].value!, 4);
    });
  });

  it("keeps what is done when it is aborted", async () => {
    const cases = LONG.ids.map((id): Case => ({ input: LONG, target: { kind: "logit", id } }));
    const abort = new AbortController();
    const options = {
      batchSize: 2,
      signal: abort.signal,
      onProgress: ({ done }: Progress) => {
        if (done === 4) abort.abort();
      },
    };
    const seen: number[] = [];
    const stream = async (): Promise<void> => {
      for await (const { index } of model.evaluate(cases, options)) seen.push(index);
    };
    await expect(stream()).rejects.toMatchObject({ code: "ABORTED" });
    expect(seen).toEqual([0, 1, 2, 3]);
    const gone = model.evaluate(cases, { signal: AbortSignal.abort() }).all();
    await expect(gone).rejects.toMatchObject({ code: "ABORTED", details: { results: [] } });
  });

  it("reports progress up to the number of cases", async () => {
    const seen: number[] = [];
    await model.evaluate(CASES, { onProgress: ({ done, total }) => seen.push(done / total) }).all();
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("refuses budgets and batch sizes that mean nothing", () => {
    for (const options of [{ budget: 0 }, { budget: Number.NaN }, { batchSize: -1 }]) {
      expect(() => model.evaluate(CASES, options)).toThrow(/expected a positive number/);
    }
  });

  it("trims every tensor to the row's own tokens", async () => {
    const capture = ["blocks.0.attn.hook_pattern", STREAM];
    const cases = [LONG, SHORT].map((input): Case => ({
      input,
      capture,
      target: LOGIT,
      wrt: [STREAM],
    }));
    const [, short] = await model.evaluate(cases).all();
    expect(short.cache!.get("blocks.0.attn.hook_pattern").dims).toEqual([1, 4, 3, 3]);
    expect(short.cache!.get(STREAM).dims).toEqual([1, 3, 32]);
    expect(short.cache!.mask.dims).toEqual([1, 3]);
    expect(short.gradients!.get(STREAM).dims).toEqual([1, 3, 32]);
    expect(short.gradients!.mask.dims).toEqual([1, 3]);
  });

  it("gives one value for a target, and a leading axis for a list of targets", async () => {
    const [one, list] = await model
      .evaluate([
        { input: SHORT, target: LOGIT, wrt: [STREAM] },
        { input: SHORT, targets: [LOGIT], wrt: [STREAM] },
      ])
      .all();
    expect(one.values).toBeUndefined();
    expect(one.gradients!.get(STREAM).dims).toEqual([1, 3, 32]);
    expect(list.value).toBeUndefined();
    expect(list.values).toHaveLength(1);
    expect(list.gradients!.get(STREAM).dims).toEqual([1, 1, 3, 32]);
    expect(list.gradients!.get(STREAM).axes).toEqual(["target", "batch", "pos", "unit"]);
  });

  it("takes a case for row 0, wherever it stands in a batch", async () => {
    const at = { rows: [2] };
    const cases = [0, 1, 2].map((id): Case => ({
      input: LONG,
      target: { kind: "logit", id: { rows: [id] }, position: { rows: [-1] } },
      edits: [{ at: STREAM, where: { batch: 0, pos: at }, do: "zero" }],
      capture: [{ at: STREAM, where: { batch: 0, pos: at } }],
    }));
    const { logits } = await model.run(LONG, {
      edits: [{ at: STREAM, where: { pos: 2 }, do: "zero" }],
      logits: "last",
    });
    for (const [id, { value, cache }] of (await model.evaluate(cases).all()).entries()) {
      expect(value).toBeCloseTo(Number(logits!.data[id]), 4);
      expect(cache!.get(STREAM).dims).toEqual([1, 1, 32]);
      expect([...cache!.get(STREAM).data].every((x) => x === 0)).toBe(true);
    }
  });

  it("shows a function edit its case alone, without padding", async () => {
    const shapes: string[] = [];
    const look: Edit["do"] = (value) => void shapes.push(value.dims.join("x"));
    const cases = [LONG, SHORT].map((input): Case => ({
      input,
      target: LOGIT,
      edits: [{ at: STREAM, do: look }],
    }));
    await model.evaluate(cases).all();
    expect(shapes.toSorted()).toEqual(["1x3x32", "1x9x32"]);
  });
});

describe("memo", () => {
  it("runs equal cases once, over several evaluations, with the same results", async () => {
    await using model = await fixtureModel("gpt2");
    const memo = model.memo();
    const cases = [LONG, SHORT, LONG].map((input): Case => ({
      input,
      target: LOGIT,
      capture: [STREAM],
    }));
    const first = memo.evaluate(cases);
    const fresh = await first.all();
    expect([first.rows, memo.hits]).toEqual([2, 0]);
    const second = memo.evaluate([{ input: MIDDLE, target: LOGIT }, ...cases]);
    const again = await second.all();
    expect([second.rows, memo.hits]).toEqual([1, 3]);
    expect(again.map((result) => result.index)).toEqual([0, 1, 2, 3]);
    expect(again.slice(1).map((result) => result.value)).toEqual(
      fresh.map((result) => result.value),
    );
    memo.clear();
    const third = memo.evaluate(cases);
    await third.all();
    expect([third.rows, memo.hits]).toEqual([2, 3]);
  });

  it("answers a case that captures less than a kept one, and nothing else, from that one", async () => {
    await using model = await fixtureModel("gpt2");
    const memo = model.memo();
    const both: Case = { input: LONG, target: LOGIT, capture: [STREAM, "hook_embed"] };
    const [kept] = await memo.evaluate([both]).all();
    const less = memo.evaluate([{ ...both, capture: ["hook_embed"] }]);
    const [part] = await less.all();
    expect([less.rows, memo.hits]).toEqual([0, 1]);
    expect(part.cache!.keys()).toEqual(["hook_embed"]);
    expect(part.cache!.get("hook_embed")).toBe(kept.cache!.get("hook_embed"));
    expect(part.value).toBe(kept.value);
    const others: Case[] = [
      { ...both, input: SHORT, capture: ["hook_embed"] },
      { input: LONG, capture: ["hook_embed"] },
      { ...both, capture: ["hook_pos_embed"] },
    ];
    const more = memo.evaluate(others);
    await more.all();
    expect([more.rows, memo.hits]).toEqual([3, 1]);
    // a slice is no whole
    await memo.evaluate([{ input: MIDDLE, capture: [{ at: STREAM, where: { pos: -1 } }] }]).all();
    const whole = memo.evaluate([{ input: MIDDLE, capture: [STREAM] }]);
    const [{ cache }] = await whole.all();
    expect([whole.rows, cache!.get(STREAM).dims[1]]).not.toEqual([0, 1]);
    expect(whole.rows).toBe(1);
  });

  it("keeps no errors, and no more bytes than it may", async () => {
    await using model = await fixtureModel("gpt2");
    const memo = model.memo({ bytes: 9 * 32 * 4 + 400 });
    const big: Case = { input: LONG, capture: [STREAM] };
    for (let i = 0; i < 3; i++) await memo.evaluate([big, big, { input: UNKNOWN }]).all();
    expect(memo.hits).toBe(4); // twice the big one, twice over
    await memo.evaluate([{ input: LONG, capture: ["hook_embed"] }]).all();
    await memo.evaluate([big]).all();
    expect(memo.hits).toBe(4);
  });

  it("tells options that change the ids apart", async () => {
    await using model = await fixtureModel("gpt2-text");
    const memo = model.memo();
    const cases: Case[] = [{ input: "hello there world", target: LOGIT }];
    const [plain] = await memo.evaluate(cases).all();
    const [started] = await memo.evaluate(cases, { prependBos: true }).all();
    expect(memo.hits).toBe(0);
    expect(Math.abs(plain.value! - started.value!)).toBeGreaterThan(1e-3);
  });
});
