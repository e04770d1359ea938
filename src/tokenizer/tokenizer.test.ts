import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Encoding } from "./encoding.ts";
import { loadTokenizer } from "./load.ts";
import type { Tokenizer } from "./tokenizer.ts";

const root = path.join(import.meta.dirname, "../..");

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

function load(name: string): Tokenizer {
  const folder = name === "stories260k" ? "models/stories260k" : `fixtures/tokenizers/${name}`;
  return loadTokenizer({
    json: readJson(`${folder}/tokenizer.json`),
    config: readJson(`${folder}/tokenizer_config.json`),
  });
}

/** One row of `cases.json`, written by the native `tokenizers` package (see PROVENANCE). */
interface Case {
  readonly text: string;
  readonly pair?: string;
  readonly special: boolean;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly offsets: readonly (readonly [number, number])[];
  readonly typeIds: readonly number[];
  readonly specialMask: readonly number[];
  readonly decoded: string;
}

/**
 * Ours where the native package differs on purpose: it puts added special tokens at `[0, 0]`, and
 * gives a `▁` that was put before the text the span of the first character.
 */
function nativeOffsets(encoding: Encoding, native: Case["offsets"]): Case["offsets"] {
  return encoding.offsets.map(([start, end], i) => {
    if (encoding.segments[i] === null) return [0, 0];
    const isPrefix = start === end && encoding.tokens[i] === "▁";
    return isPrefix && native[i][0] === start ? native[i] : [start, end];
  });
}

const NAMES = ["byte-level", "metaspace", "sentencepiece", "stories260k", "wordpiece"];

describe.each(NAMES)("%s against the native package", (name) => {
  const tokenizer = load(name);
  const cases = readJson(`fixtures/tokenizers/${name}/cases.json`) as readonly Case[];

  it.each(cases)("$text $pair $special", (expected) => {
    const { text, pair, special } = expected;
    const options = { addSpecialTokens: special, ...(pair === undefined ? {} : { pair }) };
    const encoding = tokenizer.encode(text, options);
    expect(encoding.tokens).toEqual(expected.tokens);
    expect(encoding.ids).toEqual(expected.ids);
    expect(encoding.typeIds).toEqual(expected.typeIds);
    expect(encoding.mask).toEqual(expected.ids.map(() => 1));
    const added = encoding.segments.map((segment) => (segment === null ? 1 : 0));
    expect(added).toEqual(expected.specialMask);
    expect(nativeOffsets(encoding, expected.offsets)).toEqual(expected.offsets);
    expect(tokenizer.decode(encoding.ids, { skipSpecialTokens: true })).toBe(expected.decoded);
  });
});

describe("encode", () => {
  const anyText = fc
    .string({ unit: "binary", maxLength: 30 })
    .chain((text) =>
      fc.constantFrom(text, text.normalize("NFD"), `${text}\uD800`, `\uDC00 ${text}`),
    );

  it.each(NAMES)("%s never crashes, and spans never decrease or cut a character", (name) => {
    const tokenizer = load(name);
    fc.assert(
      fc.property(anyText, (text) => {
        const { offsets, ids } = tokenizer.encode(text);
        const isCut = (at: number): boolean =>
          /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at - 1, at + 1));
        let last: readonly [number, number] = [0, 0];
        for (const span of offsets) {
          expect(span[0]).toBeLessThanOrEqual(span[1]);
          expect(span[0]).toBeGreaterThanOrEqual(last[0]);
          expect(span[1]).toBeGreaterThanOrEqual(last[1]);
          expect(span[1]).toBeLessThanOrEqual(text.length);
          expect(isCut(span[0]) || isCut(span[1])).toBe(false);
          last = span;
        }
        tokenizer.decode(ids);
      }),
    );
  });

  it.each([
    ["byte-level", /^$/],
    ["sentencepiece", /^$/],
    ["metaspace", /^$/],
    ["wordpiece", /^[\p{White_Space}\p{C}\p{M}\uFFFD]*$/u],
  ])("%s leaves only what it drops between spans", (name, dropped) => {
    const tokenizer = load(name);
    fc.assert(
      fc.property(anyText, (text) => {
        let at = 0;
        let gaps = "";
        for (const [start, end] of tokenizer.encode(text).offsets) {
          if (start > at) gaps += text.slice(at, start);
          at = Math.max(at, end);
        }
        expect(gaps + text.slice(at)).toMatch(dropped);
      }),
    );
  });

  it("numbers the pieces of a split character", () => {
    // No merge of this vocabulary reaches U+1F44B, so its four bytes F0 9F 91 8B stay apart.
    const { tokens, offsets, parts } = load("byte-level").encode("a👋b");
    expect(tokens).toEqual(["a", "ð", "Ł", "ĳ", "ĭ", "b"]);
    expect(offsets).toEqual([
      [0, 1],
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
      [3, 4],
    ]);
    expect(parts).toEqual([null, [0, 4], [1, 4], [2, 4], [3, 4], null]);
  });

  it("counts a token that ends one character and begins the next for the first", () => {
    // é is C3 A9, in stand-ins Ã and ©; the one merge crosses from one é to the next.
    const model = { type: "BPE", vocab: { Ã: 0, "©": 1, "©Ã": 2 }, merges: ["© Ã"] };
    const pre_tokenizer = { type: "ByteLevel", add_prefix_space: false };
    const { ids, offsets, parts } = loadTokenizer({ json: { model, pre_tokenizer } }).encode("éé");
    expect(ids).toEqual([0, 2, 1]);
    expect(offsets).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(parts).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it("puts empty spans where special tokens were added, and none where they stand in the text", () => {
    const { tokens, offsets, segments, special } = load("wordpiece").encode("the [MASK]", {
      pair: "was",
    });
    expect(tokens).toEqual(["[CLS]", "the", "[MASK]", "[SEP]", "was", "[SEP]"]);
    expect(offsets).toEqual([
      [0, 0],
      [0, 3],
      [4, 10],
      [10, 10],
      [0, 3],
      [3, 3],
    ]);
    expect(segments).toEqual([null, 0, 0, null, 1, null]);
    expect(special).toEqual([true, false, true, true, false, true]);
  });

  it("gives the space put before a text no span of its own", () => {
    const { tokens, offsets } = load("sentencepiece").encode("👋", { addSpecialTokens: false });
    expect(tokens.slice(0, 2)).toEqual(["▁", "<0xF0>"]);
    expect(offsets).toEqual([
      [0, 0],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    ]);
  });

  it("follows prependBos, whatever the files say", () => {
    const story = load("stories260k");
    expect(story.encode("a").tokens).toEqual(["<s>", "▁a"]);
    expect(story.encode("a", { prependBos: true }).tokens).toEqual(["<s>", "▁a"]);
    expect(story.encode("a", { prependBos: false }).tokens).toEqual(["▁a"]);
    expect(story.encode("a", { addSpecialTokens: false }).tokens).toEqual(["▁a"]);
    expect(story.encode("a", { addSpecialTokens: false, prependBos: true }).tokens).toEqual([
      "<s>",
      "▁a",
    ]);
    const bytes = load("byte-level");
    expect(bytes.encode("a").tokens).toEqual(["a"]);
    expect(bytes.encode("a", { prependBos: true }).tokens).toEqual(["<|endoftext|>", "a"]);
    expect(() => load("wordpiece").encode("a", { prependBos: true })).toThrow(/no BOS|has none/);
  });
});

describe("decode", () => {
  it("keeps or skips special tokens, and reads nothing from nothing", () => {
    const tokenizer = load("stories260k");
    const { ids } = tokenizer.encode("Once upon a time");
    expect(tokenizer.decode(ids)).toBe("<s> Once upon a time");
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe("Once upon a time");
    expect(tokenizer.decode([])).toBe("");
  });

  it.each([-1, 512, 0.5, Number.NaN])("refuses the id %f", (id) => {
    expect(() => load("stories260k").decode([id])).toThrow(/expected 0–511/);
  });
});

describe("surface", () => {
  it("is what a token reads inside a text", () => {
    const story = load("stories260k");
    const read = (token: string) => story.surface(story.tokens().indexOf(token));
    expect(read("▁upon")).toBe(" upon");
    expect(read("<0x0A>")).toBe("\n");
    expect(read("<0xE4>")).toBe("<0xE4>");
    expect(read("<s>")).toBe("<s>");
    const bytes = load("byte-level");
    const readByte = (token: string) => bytes.surface(bytes.tokens().indexOf(token));
    expect(readByte("Ġ")).toBe(" ");
    expect(readByte("Ċ")).toBe("\n");
    expect(readByte("ð")).toBe("<0xF0>");
    expect(load("wordpiece").surface(114)).toBe("##er");
  });

  it("puts together what was encoded", () => {
    const bytes = load("byte-level");
    const text = "The lamp, 8:30!\n was old";
    expect(
      bytes
        .encode(text)
        .ids.map((id) => bytes.surface(id))
        .join(""),
    ).toBe(text);
  });
});

describe("find", () => {
  const story = load("stories260k");
  const idOf = (token: string) => story.tokens().indexOf(token);

  it("reads special tokens first, then surfaces, then bytes", () => {
    expect(story.find("<s>")).toBe(1);
    expect(story.find(" upon")).toBe(idOf("▁upon"));
    expect(story.find("e")).toBe(idOf("e"));
    expect(story.find("\n")).toBe(idOf("<0x0A>"));
    expect(story.find("<0xE4>")).toBe(idOf("<0xE4>"));
    expect(story.find(" ")).toBe(idOf("▁"));
  });

  it("lists near tokens with ids where none matches", () => {
    expect(() => story.find("upon")).toThrow(`Did you mean " upon" (id ${idOf("▁upon")})?`);
    expect(() => story.find("▁upon")).toThrow(`Did you mean " upon"`);
    const error = catchError(() => story.find(" zebras"));
    expect(error).toMatchObject({ code: "UNKNOWN_NAME" });
    expect(error.message).toMatch(/splits it into "/);
    expect(() => story.find("")).toThrow(/no single token/);
  });

  it("lists all where several match", () => {
    const json = readJson("fixtures/tokenizers/byte-level/tokenizer.json") as {
      added_tokens: object[];
      model: { vocab: Record<string, number> };
    };
    const id = Object.keys(json.model.vocab).length;
    json.added_tokens.push({ id, content: " the", special: false, normalized: false });
    const tokenizer = loadTokenizer({ json });
    const first = json.model.vocab["Ġthe"];
    const error = catchError(() => tokenizer.find(" the"));
    expect(error.details.candidates).toEqual([
      { id: first, text: " the" },
      { id, text: " the" },
    ]);
  });

  it("reads WordPiece strings as the vocabulary writes them", () => {
    const tokenizer = load("wordpiece");
    expect(tokenizer.find("the")).toBe(108);
    expect(tokenizer.find(" the")).toBe(108);
    expect(tokenizer.find("##er")).toBe(114);
    expect(tokenizer.find("[MASK]")).toBe(4);
    expect(() => tokenizer.find("The")).toThrow(`Did you mean "the" (id 108)?`);
  });
});

function catchError(run: () => unknown): Error & { details: { candidates: unknown } } {
  try {
    run();
  } catch (error) {
    return error as Error & { details: { candidates: unknown } };
  }
  throw new Error("nothing was thrown");
}

const badTemplate = {
  type: "TemplateProcessing",
  single: [{ SpecialToken: { id: "[X]", type_id: 0 } }],
  special_tokens: {},
};

describe("loadTokenizer", () => {
  const json = readJson("fixtures/tokenizers/wordpiece/tokenizer.json") as Record<string, unknown>;

  it("knows the roles that the config names", () => {
    expect(load("wordpiece").specialIds).toEqual({
      bos: null,
      eos: null,
      pad: 0,
      unk: 1,
      cls: 2,
      sep: 3,
      mask: 4,
    });
    expect(load("stories260k").specialIds).toMatchObject({ bos: 1, eos: 2, unk: 0, pad: null });
  });

  it("reads both spellings, special_tokens_map.json, and does without either", () => {
    const spelled = loadTokenizer({ json, config: { pad_token: { content: "[PAD]" } } });
    expect(spelled.specialIds).toMatchObject({ pad: 0, mask: null });
    const mapped = loadTokenizer({ json, specialTokensMap: { mask_token: "[MASK]" } });
    expect(mapped.specialIds).toMatchObject({ pad: null, mask: 4 });
    expect(loadTokenizer({ json }).specialIds).toMatchObject({ pad: 0, mask: 4, bos: null });
  });

  it("adds tokens that only the config has", () => {
    const id = load("wordpiece").vocabSize;
    const config = { added_tokens_decoder: { [id]: { content: "<|new|>", special: true } } };
    const tokenizer = loadTokenizer({ json, config });
    expect(tokenizer.vocabSize).toBe(id + 1);
    expect(tokenizer.encode("the <|new|>", { addSpecialTokens: false }).ids).toEqual([108, id]);
  });

  it("lets add_bos_token and add_eos_token overrule the template", () => {
    const story = readJson("models/stories260k/tokenizer.json");
    const tokens = (config: object) =>
      loadTokenizer({
        json: story,
        config: { bos_token: "<s>", eos_token: "</s>", ...config },
      }).encode("a", {
        pair: "a",
      }).tokens;
    expect(tokens({})).toEqual(["<s>", "▁a", "<s>", "▁a"]);
    expect(tokens({ add_bos_token: false })).toEqual(["▁a", "▁a"]);
    expect(tokens({ add_eos_token: true })).toEqual(["<s>", "▁a", "</s>", "<s>", "▁a", "</s>"]);
  });

  it("finds the chat template", () => {
    expect(loadTokenizer({ json }).chatTemplate).toBeNull();
    expect(loadTokenizer({ json, config: { chat_template: "a" } }).chatTemplate).toBe("a");
    const named = [
      { name: "tool_use", template: "t" },
      { name: "default", template: "d" },
    ];
    expect(loadTokenizer({ json, config: { chat_template: named } }).chatTemplate).toBe("d");
    expect(loadTokenizer({ json, chatTemplate: "file" }).chatTemplate).toBe("file");
  });

  it.each<[string, unknown, string]>([
    ["no file", null, "BAD_FILE"],
    ["a list", [], "BAD_FILE"],
    ["no model", {}, "BAD_FILE"],
    ["a model without merges", { model: { type: "BPE", vocab: { a: 0 } } }, "BAD_FILE"],
    ["an unknown normalizer", { ...json, normalizer: { type: "Nmt" } }, "UNSUPPORTED"],
    ["an unknown pre-tokenizer", { ...json, pre_tokenizer: { type: "Nope" } }, "UNSUPPORTED"],
    ["an unknown post-processor", { ...json, post_processor: { type: "Nope" } }, "UNSUPPORTED"],
    ["a normalizer without type", { ...json, normalizer: 3 }, "BAD_FILE"],
    [
      "a broken pattern",
      { ...json, pre_tokenizer: { type: "Split", pattern: { Regex: "(" } } },
      "BAD_FILE",
    ],
    ["added tokens without id", { ...json, added_tokens: [{ content: "x" }] }, "BAD_FILE"],
    ["a template without its token", { ...json, post_processor: badTemplate }, "BAD_FILE"],
  ])("refuses %s", (_, file, code) => {
    expect(catchError(() => loadTokenizer({ json: file }))).toMatchObject({ code });
  });
});
