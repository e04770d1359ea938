import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadModel } from "../model/load.ts";
import type { Model } from "../model/types.ts";
import type { SuiteDefinition } from "./define.ts";
import { evaluateSuite } from "./evaluate.ts";
import { loadSuite } from "./load.ts";
import { targetFor } from "./resolve.ts";

const MODELS = path.join(import.meta.dirname, "../../fixtures/models");
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const WORDS = "Mary Tom gave it to , . when and saw".split(" ");

/** A small BERT of the fixtures that reads these words. */
function reading(folder: string): Promise<Model> {
  const file = (name: string): Uint8Array => readFileSync(path.join(MODELS, folder, name));
  const special = (content: string, id: number): object => ({
    ...{ id, content, special: true, normalized: false },
    ...{ single_word: false, lstrip: false, rstrip: false },
  });
  const around = ["[CLS]", "[SEP]"].map((id) => ({ SpecialToken: { id, type_id: 0 } }));
  const tokenizer = {
    version: "1.0",
    added_tokens: SPECIAL.map(special),
    normalizer: null,
    pre_tokenizer: { type: "WhitespaceSplit" },
    post_processor: {
      type: "TemplateProcessing",
      single: [around[0], { Sequence: { id: "A", type_id: 0 } }, around[1]],
      pair: [around[0], { Sequence: { id: "A", type_id: 0 } }, around[1]],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries([...SPECIAL, ...WORDS].map((word, id) => [word, id])),
      unk_token: "[UNK]",
    },
  };
  const files = new Map<string, Uint8Array | string>([
    ["config.json", file("config.json")],
    ["model.safetensors", file("model.safetensors")],
    ["tokenizer.json", JSON.stringify(tokenizer)],
  ]);
  return loadModel(files, { worker: false });
}

const said = { en: "giving", zh: "giving" };
const texts = { name: "giving", title: said, about: said, expected: said };

describe("a suite on a model that reads both sides", () => {
  it("puts the mask at the answer's place and reads the logits there", async () => {
    await using model = await reading("bert-masked-lm");
    const definition: SuiteDefinition = {
      ...texts,
      variants: [
        {
          name: "only",
          templates: [
            {
              clean: "when {A} saw it , {A} gave it to",
              corrupted: "when {A} saw it , {B} gave it to",
              answers: [" {B}", " {A}"],
              after: " .",
            },
          ],
          slots: { A: ["Mary", "Tom"], B: "A" },
        },
      ],
    };
    const suite = await loadSuite(definition, { model });
    const one = suite.cases.find(({ slots }) => slots.A === "Mary")!;
    expect(suite.cases).toHaveLength(2);
    expect(one.clean).toBe("when Mary saw it , Mary gave it to [MASK] .");
    expect(one.answers.map(({ id }) => WORDS[id - SPECIAL.length])).toEqual(["Tom", "Mary"]);
    expect(one.spans.map(({ slot, tokens }) => [slot, ...tokens])).toEqual([
      ["A", 2, 3],
      ["A#2", 6, 7],
    ]);
    const { logits } = await model.run(one.clean);
    const vocab = logits!.dims[2];
    const at = (id: number): number => Number(logits!.data[10 * vocab + id]);
    const behaviour = await evaluateSuite(model, suite);
    const { difference } = behaviour.cases.find(({ index }) => suite.cases[index] === one)!;
    expect(difference).toBeCloseTo(at(one.answers[0].id) - at(one.answers[1].id), 4);
  });

  it("asks a classifier for its class", async () => {
    await using model = await reading("bert-classifier");
    const template = { clean: "Mary gave it", corrupted: "Tom saw it", of: "class" } as const;
    const variants = [
      { name: "only", templates: [{ ...template, answers: ["Good", "bad"] }], slots: {} },
    ];
    const suite = await loadSuite({ ...texts, variants }, { model });
    const [one] = suite.cases;
    expect(one).toMatchObject({ clean: "Mary gave it", answers: [{ id: 2 }, { id: 0 }] });
    expect(targetFor(suite.target, one)).toEqual({
      kind: "diff",
      a: { kind: "class", index: 2 },
      b: { kind: "class", index: 0 },
    });
    const { logits } = await model.run(one.clean);
    const [bad, , good] = Array.from(logits!.data, Number);
    const { meanDifference } = await evaluateSuite(model, suite);
    expect(meanDifference).toBeCloseTo(good - bad, 4);
    await expect(loadSuite("indirect-object", { model })).rejects.toThrow(
      /tokens, which this model/,
    );
  });
});
