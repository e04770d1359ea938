import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Input, InputOptions, Model } from "../../src/model/types.ts";
import { loadModel } from "../../src/model/load.ts";
import { fixtureModel, worstError } from "../helpers/fixtures.ts";

describe("input of a causal model with a tokenizer", () => {
  let model: Model;
  beforeAll(async () => {
    model = await loadModel("stories260k", { worker: false });
  });
  afterAll(() => model.close());

  const ids = (input: Input, options?: InputOptions): readonly (readonly number[])[] =>
    model.prepare(input, options).map((row) => row.ids);

  it("reads a text with its special tokens, and several texts as a batch", () => {
    // BOS, then "Once upon a time" (ids from the native tokenizers package, run.json)
    expect(ids("Once upon a time")).toEqual([[1, 403, 407, 261, 378]]);
    expect(ids(["Once upon a time", "Once"])).toEqual([
      [1, 403, 407, 261, 378],
      [1, 403],
    ]);
    expect(ids([{ text: "Once" }, { ids: [1, 5] }])).toEqual([
      [1, 403],
      [1, 5],
    ]);
  });

  it("reads ids of one row and of a batch", () => {
    expect(ids({ ids: [1, 2, 3] })).toEqual([[1, 2, 3]]);
    expect(ids({ ids: [[1, 2, 3], [4]] })).toEqual([[1, 2, 3], [4]]);
    expect(
      ids({
        ids: [
          [1, 2, 3],
          [0, 0, 4],
        ],
        mask: [
          [1, 1, 0],
          [0, 0, 1],
        ],
      }),
    ).toEqual([[1, 2], [4]]);
  });

  it("adds no special tokens to a text that holds them already", () => {
    expect(ids({ text: "Once", addSpecialTokens: false })).toEqual([[403]]);
    expect(ids({ text: "<s>Once", addSpecialTokens: false })[0][0]).toBe(1);
    expect(ids([{ text: "Once", addSpecialTokens: true }, { text: "Once" }])).toEqual([
      [1, 403],
      [1, 403],
    ]);
  });

  it("lets prependBos override the tokenizer", () => {
    expect(ids("Once", { prependBos: false })).toEqual([[403]]);
    expect(ids("Once", { prependBos: true })).toEqual([[1, 403]]);
  });

  it("says where each token stands in its text, in UTF-16 units", () => {
    const text = "Once upon a 😀!";
    const [{ units, text: whole }] = model.prepare(text);
    expect(whole).toBe(text);
    expect(units[0]).toMatchObject({ id: 1, special: true, place: { text: [0, 0] } });
    expect(units[1]).toMatchObject({ id: 403, text: " Once", place: { text: [0, 4] } });
    const spans = units.map((unit) => unit.place!.text);
    for (let i = 1; i < spans.length; i++)
      expect(spans[i][0]).toBeGreaterThanOrEqual(spans[i - 1][0]);
    const pieces = units.filter((unit) => unit.part !== undefined); // four bytes of the emoji
    expect(pieces.map((unit) => unit.part)).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    expect(new Set(pieces.map((unit) => unit.place!.text.join()))).toEqual(new Set(["12,14"]));
  });

  it("gives rows of ids their surfaces but no places", () => {
    const [{ units, text }] = model.prepare({ ids: [1, 403] });
    expect(text).toBeNull();
    expect(units).toEqual([
      { id: 1, text: "<s>" },
      { id: 403, text: " Once" },
    ]);
  });

  it("cuts a text that is too long where it is told, and keeps its special token", () => {
    const long = "Once upon a time. ".repeat(200);
    const limit = model.config.nCtx;
    expect(() => model.prepare(long)).toThrow(
      /too long.*at most 512 tokens, got \d+\. Shorten it, or pass truncate/,
    );
    const [right] = model.prepare(long, { truncate: "right" });
    const [left] = model.prepare(long, { truncate: "left" });
    expect([right.ids.length, left.ids.length]).toEqual([limit, limit]);
    expect([right.ids[0], left.ids[0]]).toEqual([1, 1]);
    expect(right.units[1].place!.text[0]).toBe(0);
    expect(left.units.at(-1)!.place!.text[1]).toBeGreaterThan(long.length - 3);
    expect(left.units[1].place!.text[0]).toBeGreaterThan(0);
    expect(ids({ ids: [1, 2, 3] }, { truncate: "left" })).toEqual([[1, 2, 3]]);
  });

  it.each<[string, Input, InputOptions, RegExp]>([
    ["an empty text", "", {}, /the text is empty; expected a text with at least one token, got ""/],
    ["an empty text without BOS", "", { prependBos: false }, /the text is empty/],
    ["no rows", [], {}, /the input is empty/],
    ["an empty row", { ids: [] }, {}, /at least one real token/],
    ["a row of padding", { ids: [3, 3], mask: [0, 0] }, {}, /at least one real token/],
    ["a row that holds nothing", {}, {}, /a row holds nothing; expected text or ids/],
    ["a number", 7 as never, {}, /a row is of the wrong kind.*got 7/],
    ["nothing", null as never, {}, /a row is of the wrong kind.*got null/],
    ["ids as a bare list", [1, 2] as never, {}, /a row is of the wrong kind/],
    [
      "a misspelt field",
      { id: [1] } as never,
      {},
      /unknown field; expected text, pair, ids, mask, typeIds, addSpecialTokens, got id/,
    ],
    ["text and ids", { text: "a", ids: [1] }, {}, /both text and ids/],
    ["ids of text", { ids: "12" as never }, {}, /ids are not a list/],
    [
      "an id beyond the vocabulary",
      { ids: [1, 512] },
      {},
      /outside the vocabulary; expected whole numbers from 0 to 511, got 512/,
    ],
    ["an id below it", { ids: [-1] }, {}, /outside the vocabulary.*got -1/],
    ["an id between two", { ids: [1.5] }, {}, /outside the vocabulary.*got 1\.5/],
    ["an id that is none", { ids: [Number.NaN] }, {}, /outside the vocabulary.*got NaN/],
    [
      "a mask that does not fit",
      { ids: [1, 2], mask: [1] },
      {},
      /mask does not fit the ids; expected 2 values, got 1/,
    ],
    ["a mask of odd numbers", { ids: [1, 2], mask: [1, 2] }, {}, /expected 0 or 1, got 2/],
    [
      "a batch of ids with one mask",
      { ids: [[1], [2]], mask: [1] },
      {},
      /expected \[batch, pos\] for each/,
    ],
    [
      "types of a model without",
      { ids: [1], typeIds: [1] },
      {},
      /type id is out of range; expected whole numbers from 0 to 0/,
    ],
    [
      "an unknown padding",
      "a",
      { padding: "both" as never },
      /"padding" is wrong; expected right or left, got "both"/,
    ],
    ["an unknown truncation", "a", { truncate: "middle" as never }, /"truncate" is wrong/],
  ])("refuses %s in one clear error", async (_, input, options, message) => {
    expect(() => model.prepare(input, options)).toThrow(message);
    await expect(model.run(input, options)).rejects.toThrow(message);
    await expect(model.run(input, options)).rejects.toMatchObject({ name: "VitrineError" });
  });

  it("picks positions of the logits", async () => {
    const texts = ["Once upon a time", "Once"];
    const { logits: all } = await model.run(texts);
    const vocab = all!.dims[2];
    const at = (row: number, pos: number): number[] =>
      [...all!.data.slice((row * 5 + pos) * vocab, (row * 5 + pos + 1) * vocab)] as number[];
    const { logits: last } = await model.run(texts, { logits: "last" });
    expect(last!.dims).toEqual([2, 1, vocab]);
    const expected = { ...last!, data: Float32Array.from([...at(0, 4), ...at(1, 1)]) };
    expect(worstError(last!, expected)).toBeLessThan(2e-5);
    const { logits: some } = await model.run(texts, { logits: [0, -1] });
    expect(some!.dims).toEqual([2, 2, vocab]);
    const both = {
      ...some!,
      data: Float32Array.from([...at(0, 0), ...at(0, 4), ...at(1, 0), ...at(1, 1)]),
    };
    expect(worstError(some!, both)).toBeLessThan(2e-5);
    const none = await model.run(texts, { logits: "none" });
    expect([none.logits, none.outputs.size]).toEqual([null, 0]);
  });

  it.each([[[]], [[2]], [[0.5]], ["first"], [7]])("refuses logits: %j", async (logits) => {
    const run = model.run(["Once upon a time", "Once"], { logits: logits as never });
    await expect(run).rejects.toMatchObject({ code: "BAD_OPTION" });
  });
});

describe("input of models of other kinds", () => {
  it("reads a pair with separators and type ids of the template", async () => {
    await using model = await fixtureModel("bert");
    const { tokenizer } = model;
    const [row] = model.prepare({ text: "cat", pair: "dog" });
    const { cls, sep } = tokenizer.specialIds;
    expect(row.ids[0]).toBe(cls);
    expect(row.ids.filter((id) => id === sep)).toHaveLength(2);
    const middle = row.ids.indexOf(sep!);
    expect(row.typeIds).toEqual(row.ids.map((_, i) => (i <= middle ? 0 : 1)));
    expect(model.prepare(["cat", "dog"]).map((each) => each.typeIds.includes(1))).toEqual([
      false,
      false,
    ]);
  });

  it("lets type ids change what a model with types gives", async () => {
    await using model = await fixtureModel("bert");
    const plain = await model.run({ ids: [5, 6, 7] });
    const typed = await model.run({ ids: [5, 6, 7], typeIds: [0, 1, 1] });
    expect(worstError(plain.logits!, typed.logits!)).toBeGreaterThan(1e-3);
    const batch = await model.run({
      ids: [
        [5, 6, 7],
        [5, 6, 7],
      ],
      typeIds: [
        [0, 0, 0],
        [0, 1, 1],
      ],
    });
    const second = batch.logits!.data.slice(batch.logits!.data.length / 2);
    expect(worstError({ ...typed.logits!, data: second }, typed.logits!)).toBeLessThan(2e-5);
  });

  it("runs ids without a tokenizer, and says what text would need", async () => {
    await using model = await fixtureModel("gpt2");
    expect(model.hasTokenizer).toBe(false);
    expect(() => model.tokenizer).toThrow(/came without one.*Give ids/);
    expect((await model.run({ ids: [1, 2] })).logits!.dims).toEqual([1, 2, 80]);
    await expect(model.run("a text")).rejects.toThrow(/came without a tokenizer\.json.*Give ids/);
  });
});
