import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../src/model/edit.ts";
import type { Input, InputOptions, Model } from "../../src/model/types.ts";
import { loadModel } from "../../src/model/load.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

const ROUNDING = 2e-5;
const A = { ids: [51, 69, 32, 15, 42] };
const B = { ids: [7, 8, 9, 10, 11] };
const SHORT = { ids: [14, 60, 75] };
const STREAM = "blocks.1.hook_resid_pre";
const UNIT = 32;

let model: Model;
beforeAll(async () => {
  model = await fixtureModel("gpt2");
});
afterAll(() => model.close());

/** The edited value of the stream, by position and unit. */
async function streamOf(
  input: Input,
  edits: readonly Edit[],
  at = STREAM,
  options: InputOptions = {},
): Promise<number[]> {
  const { cache } = await model.run(input, { edits, capture: [at], ...options });
  return Array.from(cache.get(at).data, Number);
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((x, i) => expect(x).toBeCloseTo(expected[i], 4));
}

describe("what each action does to the numbers", () => {
  let clean: number[];
  let other: number[];
  beforeAll(async () => {
    clean = await streamOf(A, []);
    other = await streamOf(B, []);
  });
  const vector = Array.from({ length: UNIT }, (_, i) => (i - 10) / 7);
  const tensor = { dims: [UNIT], data: vector };
  const at = STREAM;
  const unit = (i: number): number => i % UNIT;
  const pos = (i: number): number => Math.floor(i / UNIT);

  it.each<[string, Edit, (x: number, i: number) => number]>([
    ["zero", { at, do: "zero" }, () => 0],
    ["set a number", { at, do: "set", with: 3 }, () => 3],
    ["set a tensor", { at, do: "set", with: tensor }, (_, i) => vector[unit(i)]],
    [
      "set at one place",
      { at, where: { pos: 2, unit: 5 }, do: "set", with: 3 },
      (x, i) => (i === 2 * UNIT + 5 ? 3 : x),
    ],
    ["add a number", { at, do: "add", with: 3 }, (x) => x + 3],
    [
      "add a tensor some times",
      { at, do: "add", with: tensor, times: -2 },
      (x, i) => x - 2 * vector[unit(i)],
    ],
    ["add a number some times", { at, do: "add", with: 2, times: 0.25 }, (x) => x + 0.5],
    ["scale by a number", { at, do: "scale", with: -2 }, (x) => -2 * x],
    ["scale by a tensor", { at, do: "scale", with: tensor }, (x, i) => x * vector[unit(i)]],
    ["set a run", { at, do: "set", with: { run: B } }, (_, i) => other[i]],
    ["add a run", { at, do: "add", with: { run: B }, times: 2 }, (x, i) => x + 2 * other[i]],
    ["scale by a run", { at, do: "scale", with: { run: B } }, (x, i) => x * other[i]],
    ["patch", { at, do: "patch", with: { run: B } }, (_, i) => other[i]],
    [
      "patch a range",
      { at, where: { pos: { from: 1, to: 3 } }, do: "patch", with: { run: B } },
      (x, i) => (pos(i) === 1 || pos(i) === 2 ? other[i] : x),
    ],
    [
      "patch from another place",
      { at, where: { pos: 0 }, do: "patch", with: { run: B, where: { pos: -1 } } },
      (x, i) => (pos(i) === 0 ? other[4 * UNIT + i] : x),
    ],
    [
      "mean over all",
      { at, do: "mean", with: { mean: [A, B], over: "all" } },
      (_, i) =>
        [0, 1, 2, 3, 4].reduce(
          (sum, p) => sum + clean[p * UNIT + unit(i)] + other[p * UNIT + unit(i)],
          0,
        ) / 10,
    ],
    [
      "mean per position",
      { at, do: "mean", with: { mean: [A, B], over: "pos" } },
      (x, i) => (x + other[i]) / 2,
    ],
    [
      "add a mean",
      { at, do: "add", with: { mean: [B], over: "pos" }, times: -1 },
      (x, i) => x - other[i],
    ],
    ["a range that is empty", { at, where: { pos: { from: 2, to: 2 } }, do: "zero" }, (x) => x],
    [
      "negatives count from the last",
      { at, where: { pos: [-1, -5], unit: -1 }, do: "zero" },
      (x, i) => (unit(i) === 31 && (pos(i) === 4 || pos(i) === 0) ? 0 : x),
    ],
  ])("%s", async (_, edit, expected) => {
    expectClose(await streamOf(A, [edit]), clean.map(expected));
  });

  it("removes the span of directions, whatever their length or angle", async () => {
    const two = [...vector, ...vector.map((x, i) => 2 * x + (i === 0 ? 1 : 0))]; // span: vector and axis 0
    const found = await streamOf(A, [
      { at, do: "remove-direction", with: { dims: [2, UNIT], data: two } },
    ]);
    for (let p = 0; p < 5; p++) {
      const row = found.slice(p * UNIT, (p + 1) * UNIT);
      expect(row[0]).toBeCloseTo(0, 4);
      expect(row.reduce((sum, x, i) => sum + x * vector[i], 0)).toBeCloseTo(0, 3);
      const removed = row.map((x, i) => clean[p * UNIT + i] - x); // lies in the span: beyond axis 0 along vector
      const along = removed[1] / vector[1];
      removed.slice(1).forEach((x, i) => expect(x).toBeCloseTo(along * vector[i + 1], 3));
    }
  });

  it("splices a graph in, with tensors of its own", async () => {
    const text = [
      "input x: float32[batch, pos, 32]",
      "param w: float32[32]",
      "%0: float32[batch, pos, 32] = Mul(x, w)",
      "output y = %0",
    ].join("\n");
    const edit: Edit = {
      at,
      where: { pos: 1 },
      do: "splice",
      with: { graph: { text, tensors: { w: tensor } } },
    };
    expectClose(
      await streamOf(A, [edit]),
      clean.map((x, i) => (pos(i) === 1 ? x * vector[unit(i)] : x)),
    );
  });

  it("applies edits at one hook in the order of the list", async () => {
    const double: Edit = { at, do: "scale", with: 2 };
    const add: Edit = { at, do: "add", with: 1 };
    expectClose(
      await streamOf(A, [double, add]),
      clean.map((x) => 2 * x + 1),
    );
    expectClose(
      await streamOf(A, [add, double]),
      clean.map((x) => 2 * (x + 1)),
    );
    const late: Edit = { at: ["blocks.0.hook_mlp_out", at, at], do: "scale", with: 2 };
    expectClose(
      await streamOf(A, [{ at, do: "set", with: 1 }, late]),
      clean.map(() => 2),
    );
  });
});

describe("batches", () => {
  const batch = [A, SHORT, B];

  it("edits the rows that where.batch names", async () => {
    const edits: Edit[] = [{ at: STREAM, where: { batch: [0, -1], pos: -1 }, do: "set", with: 5 }];
    const { cache } = await model.run(batch, { edits, capture: [STREAM] });
    const value = (row: number, pos: number): number =>
      Number(cache.get(STREAM).data[(row * 5 + pos) * UNIT]);
    expect([value(0, 4), value(2, 4)]).toEqual([5, 5]);
    expect(value(1, 2)).not.toBe(5);
    expect(value(0, 3)).not.toBe(5);
  });

  it("takes a selector per row", async () => {
    const edits: Edit[] = [
      { at: STREAM, where: { pos: { rows: [3, 0, -1] } }, do: "set", with: 5 },
    ];
    const { cache } = await model.run(batch, {
      edits,
      capture: [{ at: STREAM, where: { pos: { rows: [3, 0, -1] } } }],
    });
    expect(cache.get(STREAM).dims).toEqual([3, 1, UNIT]);
    expect(new Set(cache.get(STREAM).data as Float32Array)).toEqual(new Set([5]));
    const few: Edit[] = [{ at: STREAM, where: { pos: { rows: [3, 0] } }, do: "zero" }];
    await expect(model.run(batch, { edits: few })).rejects.toThrow(/no entry for row 2/);
  });

  it("broadcasts one source row, also to rows named apart and to a selector per row", async () => {
    const [own] = [await streamOf(B, [])];
    const where = { batch: [1, 2], pos: { rows: [0, 2, 4] } };
    const edits: Edit[] = [{ at: STREAM, where, do: "patch", with: { run: B } }];
    const { cache } = await model.run(batch, { edits, capture: [STREAM] });
    const row = (b: number, pos: number): number[] =>
      Array.from(
        cache.get(STREAM).data.slice((b * 5 + pos) * UNIT, (b * 5 + pos + 1) * UNIT),
        Number,
      );
    expectClose(row(1, 2), own.slice(2 * UNIT, 3 * UNIT));
    expectClose(row(2, 4), own.slice(4 * UNIT));
    const edited = row(0, 0);
    expectClose(edited, (await streamOf(A, [])).slice(0, UNIT));
  });

  it("gives each row its own source row, and refuses other numbers of rows", async () => {
    const rows = { ids: [B.ids, A.ids] };
    const edits: Edit[] = [{ at: STREAM, do: "patch", with: { run: rows } }];
    const { cache } = await model.run({ ids: [A.ids, B.ids] }, { edits, capture: [STREAM] });
    expectClose(Array.from(cache.get(STREAM).data, Number), [
      ...(await streamOf(B, [])),
      ...(await streamOf(A, [])),
    ]);
    await expect(model.run({ ids: [A.ids, B.ids, A.ids] }, { edits })).rejects.toThrow(
      /another number of rows; expected 3 or 1, got 2/,
    );
    await expect(model.run(A, { edits })).rejects.toThrow(
      /another number of rows; expected 1 or 1, got 2|expected 1, got 2/,
    );
    const one: Edit[] = [{ at: STREAM, do: "patch", with: { run: rows, where: { batch: 1 } } }];
    expectClose(await streamOf(B, one), await streamOf(A, []));
  });

  it("refuses slices of unlike size, naming both", async () => {
    const edits: Edit[] = [{ at: STREAM, do: "patch", with: { run: SHORT } }];
    await expect(model.run(A, { edits })).rejects.toThrow(
      /slices of unlike size; blocks\.1\.hook_resid_pre takes \[1, 5, 32\], blocks\.1\.hook_resid_pre of the source gives \[1, 3, 32\]/,
    );
    const unlike: Edit[] = [{ at: STREAM, do: "mean", with: { mean: [A, SHORT], over: "pos" } }];
    await expect(model.run(A, { edits: unlike })).rejects.toThrow(
      /a mean per position needs inputs of one length/,
    );
    const other: Edit[] = [{ at: STREAM, do: "mean", with: { mean: [SHORT], over: "pos" } }];
    await expect(model.run(A, { edits: other })).rejects.toThrow(
      /over inputs of 3 tokens, this row has 5/,
    );
    const pattern: Edit[] = [
      { at: "blocks.0.attn.hook_pattern", do: "mean", with: { mean: [A], over: "all" } },
    ];
    await expect(model.run(A, { edits: pattern })).rejects.toThrow(
      /both query and key are positions/,
    );
  });
});

describe("sources", () => {
  it("run with edits of their own, and sources inside these", async () => {
    const head: Edit = { at: "blocks.0.attn.hook_z", where: { head: 2 }, do: "zero" };
    const inner: Edit = {
      at: "hook_embed",
      where: { pos: 0 },
      do: "patch",
      with: { run: A, edits: [head] },
    };
    const outer: Edit = { at: STREAM, do: "patch", with: { run: B, edits: [inner, head] } };
    const expected = await streamOf({ ids: [A.ids[0], ...B.ids.slice(1)] }, [head]);
    expectClose(await streamOf(SAME_LENGTH, [outer]), expected);
  });
  const SAME_LENGTH = { ids: [1, 2, 3, 4, 5] };

  it("freeze what is patched from the same input's run", async () => {
    const cut: Edit = { at: "blocks.0.hook_attn_out", do: "zero" };
    const freeze: Edit = { at: STREAM, do: "patch", with: { run: A } };
    const { logits } = await model.run(A, { edits: [cut, freeze] });
    expect(worstError(logits!, (await model.run(A)).logits!)).toBeLessThan(ROUNDING);
  });

  it("are constants to a gradient", async () => {
    const target = { kind: "logit", id: 3 } as const;
    const own: Edit = { at: STREAM, do: "set", with: { run: A } };
    const slope = model.gradient(A, { target, edits: [own], wrt: ["hook_embed"] });
    await expect(slope).rejects.toMatchObject({ code: "NO_GRADIENT" });
    const later = await model.gradient(A, { target, edits: [own], wrt: [STREAM] });
    const plain = await model.gradient(A, { target, wrt: [STREAM] });
    expect(worstError(later.gradients.get(STREAM), plain.gradients.get(STREAM))).toBeLessThan(
      ROUNDING,
    );
  });

  it("read texts as their reader does", async () => {
    await using text = await loadModel("stories260k", { worker: false });
    const edits: Edit[] = [{ at: STREAM, do: "patch", with: { run: "Once upon a time" } }];
    const options = { prependBos: false, capture: [STREAM] };
    const { cache } = await text.run("Once upon a time", {
      ...options,
      edits: [{ at: "hook_embed", do: "zero" }, ...edits],
    });
    const source = await text.run("Once upon a time", options);
    expect(worstError(cache.get(STREAM), source.cache.get(STREAM))).toBe(0);
  });

  it("pool real tokens, without the one that begins a text where bos is false", async () => {
    await using text = await loadModel("stories260k", { worker: false });
    const mean = ["Once upon a time", "Lily"];
    const runs = await text.run(mean, { capture: [STREAM] });
    const { data, dims } = runs.cache.get(STREAM);
    for (const bos of [true, false]) {
      const edits: Edit[] = [{ at: STREAM, do: "mean", with: { mean, over: "all", bos } }];
      const { cache } = await text.run("One", { edits, capture: [STREAM] });
      for (let unit = 0; unit < dims[2]; unit++) {
        const own: number[] = [];
        for (let row = 0; row < 2; row++) {
          for (let pos = 0; pos < dims[1]; pos++) {
            const real = runs.cache.mask.data[row * dims[1] + pos] === 1;
            if (real && (bos || pos > 0))
              own.push(Number(data[(row * dims[1] + pos) * dims[2] + unit]));
          }
        }
        expect(Number(cache.get(STREAM).data[unit])).toBeCloseTo(
          own.reduce((a, b) => a + b) / own.length,
          4,
        );
      }
    }
    const blind = model.run(A, {
      edits: [{ at: STREAM, do: "mean", with: { mean: [B], over: "all", bos: false } }],
    });
    await expect(blind).rejects.toThrow(/bos: false needs to know the token that begins a text/);
  });
});

describe("scope", () => {
  const steer = (scope: "prompt" | "generated" | "all"): Edit => ({
    at: STREAM,
    scope,
    do: "add",
    with: 2,
  });
  const target = { kind: "span", ids: [6, 7, 12] } as const;

  it("tells the input's own tokens from a continuation that a target appends", async () => {
    const whole = { ids: [...A.ids, 6, 7, 12] };
    for (const [scope, where] of [
      ["prompt", { pos: { to: 5 } }],
      ["generated", { pos: { from: 5 } }],
      ["all", {}],
    ] as const) {
      const { value } = await model.gradient(A, {
        target,
        edits: [steer(scope)],
        wrt: ["hook_embed"],
      });
      const { logits } = await model.run(whole, {
        edits: [{ at: STREAM, where, do: "add", with: 2 }],
      });
      const vocab = logits!.dims[2];
      const expected = [6, 7, 12].reduce((sum, id, i) => {
        const row = Array.from(logits!.data.slice((4 + i) * vocab, (5 + i) * vocab), Number);
        return sum + row[id] - Math.log(row.reduce((all, x) => all + Math.exp(x), 0));
      }, 0);
      expect(Number(value.data[0])).toBeCloseTo(expected, 4);
    }
  });

  it("finds nothing generated in a plain run", async () => {
    const { logits } = await model.run(A, { edits: [steer("generated")] });
    expect(worstError(logits!, (await model.run(A)).logits!)).toBe(0);
    const prompt = await model.run([A, SHORT], { edits: [steer("prompt")], logits: "last" });
    const all = await model.run([A, SHORT], { edits: [steer("all")], logits: "last" });
    expect(worstError(prompt.logits!, all.logits!)).toBe(0);
  });

  it("patches a scored input's own tokens, for its source has no others", async () => {
    const edits: Edit[] = [{ at: STREAM, do: "patch", with: { run: A } }];
    const { value } = await model.gradient(A, { target, edits, wrt: [STREAM] });
    const plain = await model.gradient(A, { target, wrt: [STREAM] });
    expect(Number(value.data[0])).toBeCloseTo(Number(plain.value.data[0]), 4);
  });
});
