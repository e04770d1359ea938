import { readFileSync } from "node:fs";
import { loadTokenizer } from "vitrine";
import { describe, expect, it } from "vitest";
import { SPECIALS, tokenizerConfig, tokenizerJson, type Flavor } from "./files.ts";
import { trainTokenizer } from "./train.ts";

const folder = new URL("../../fixtures/tokenizers/trained/", import.meta.url);

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

const texts = JSON.parse(read("texts.json")) as readonly string[];
const trained = trainTokenizer(texts, { size: 700, specials: SPECIALS });

describe("trainTokenizer", () => {
  it("joins pairs by frequency, then by lowest ids", () => {
    // words: "ab" 3 times, "bc" 3 times, "abc" once: ab 4, bc 4; "a" comes before "b"
    const counted = ["ab\nab\nab\nbc\nbc\nbc\nabc"];
    const { vocabulary, merges } = trainTokenizer(counted, { size: 259, specials: ["<s>"] });
    expect(merges).toEqual([
      ["a", "b"],
      ["b", "c"],
    ]);
    expect(vocabulary.slice(257)).toEqual(["ab", "bc"]);
  });

  it("does not depend on the order of the texts", () => {
    expect(trainTokenizer(texts.toReversed(), { size: 700, specials: SPECIALS })).toEqual(trained);
  });

  it("ends early where no pair is left", () => {
    const { vocabulary, merges } = trainTokenizer(["aba"], { size: 1000, specials: [] });
    expect(vocabulary).toHaveLength(258);
    expect(merges.at(-1)?.join("")).toBe("aba");
  });

  it("refuses a size without place for the bytes", () => {
    expect(() => trainTokenizer([], { size: 200, specials: SPECIALS })).toThrow(/at least 261/);
  });
});

describe.each<Flavor>(["causal", "encoder"])("the %s tokenizer", (flavor) => {
  const json = tokenizerJson(trained, flavor);
  const config = tokenizerConfig(flavor, 256);
  const encoded = JSON.parse(read("encoded.json")) as Record<Flavor, Encoded>;

  it("is the native trainer's file byte for byte", () => {
    expect(json).toBe(read(`${flavor}.json`));
  });

  it("gives the native ids", () => {
    const tokenizer = loadTokenizer({ json: JSON.parse(json), config: JSON.parse(config) });
    const { rows, pair } = encoded[flavor];
    for (const { text, ids } of rows) expect(tokenizer.encode(text).ids).toEqual(ids);
    const { ids, typeIds } = tokenizer.encode(pair.text, { pair: pair.pair });
    expect({ ids, typeIds }).toEqual({ ids: pair.ids, typeIds: pair.typeIds });
  });

  it("knows its special tokens", () => {
    const { specialIds } = loadTokenizer({ json: JSON.parse(json), config: JSON.parse(config) });
    const none = { bos: null, eos: null, pad: 1, unk: null, mask: null, cls: null, sep: null };
    const roles = { causal: { bos: 0, eos: 0 }, encoder: { cls: 2, sep: 3, mask: 4 } };
    expect(specialIds).toEqual({ ...none, ...roles[flavor] });
  });
});

interface Encoded {
  readonly rows: readonly { readonly text: string; readonly ids: readonly number[] }[];
  readonly pair: {
    readonly text: string;
    readonly pair: string;
    readonly ids: readonly number[];
    readonly typeIds: readonly number[];
  };
}
