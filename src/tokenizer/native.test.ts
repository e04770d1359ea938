import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import type { Encoding } from "./encoding.ts";
import { loadTokenizer } from "./load.ts";

// Every kind of part that tokenizer.json files have, against the native package on mixed texts.

interface TokenizerJson {
  readonly added_tokens: readonly object[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly [part: string]: unknown;
}

function fixture(name: string): TokenizerJson {
  const file = path.join(import.meta.dirname, "../../fixtures/tokenizers", name, "tokenizer.json");
  return JSON.parse(readFileSync(file, "utf8")) as TokenizerJson;
}

const bytes = fixture("byte-level");
const sentencepiece = fixture("sentencepiece");
const metaspace = fixture("metaspace");
const wordpiece = fixture("wordpiece");

const byteLevel = (use_regex: boolean, add_prefix_space = false) => ({
  type: "ByteLevel",
  add_prefix_space,
  trim_offsets: false,
  use_regex,
});

/** Byte-level BPE behind other splitters. */
function splitting(...pretokenizers: object[]): TokenizerJson {
  const steps = [...pretokenizers, byteLevel(false)];
  return { ...bytes, pre_tokenizer: { type: "Sequence", pretokenizers: steps } };
}

const split = (pattern: object, behavior: string, invert = false) => ({
  type: "Split",
  pattern,
  behavior,
  invert,
});

/** The splitter of Llama 3, as its file writes it. */
const LLAMA3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

function adding(base: TokenizerJson, ...tokens: object[]): TokenizerJson {
  const first = Object.keys(base.model.vocab).length;
  const added = tokens.map((token, i) => ({
    id: first + i,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: false,
    ...token,
  }));
  return { ...base, added_tokens: [...base.added_tokens, ...added] };
}

const normalizing = (base: TokenizerJson, ...normalizers: object[]): TokenizerJson => ({
  ...base,
  normalizer: { type: "Sequence", normalizers },
});

const marking = (prepend_scheme: string, isSplit: boolean): TokenizerJson => ({
  ...metaspace,
  pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme, split: isSplit },
});

const model = (base: TokenizerJson, options: object): TokenizerJson => ({
  ...base,
  model: { ...base.model, ...options },
});

const bert = (options: object): TokenizerJson => ({
  ...wordpiece,
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
    ...options,
  },
});

const ends = (type: string, options: object = {}): TokenizerJson => ({
  ...wordpiece,
  post_processor: { type, sep: ["[SEP]", 3], cls: ["[CLS]", 2], ...options },
});

const unigram: TokenizerJson = {
  ...marking("always", true),
  added_tokens: [
    {
      id: 0,
      content: "<unk>",
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    },
  ],
  post_processor: null,
  model: {
    type: "Unigram",
    unk_id: 0,
    byte_fallback: false,
    vocab: [
      ["<unk>", 0],
      ["▁", -3],
      ["a", -4],
      ["e", -4],
      ["▁a", -5],
      ["th", -5.5],
      ["he", -6.1],
      ["▁the", -6],
      ["t", -6],
      ["h", -6.2],
      ["é", -8],
      ["1", -7],
    ],
  } as unknown as TokenizerJson["model"],
};

const SPACE_TO_MARK = { type: "Replace", pattern: { String: " " }, content: "▁" };

const exact: Readonly<Record<string, TokenizerJson>> = {
  "byte-level": bytes,
  "byte-level, prefix space": { ...bytes, pre_tokenizer: byteLevel(true, true) },
  "Split by regex": splitting(split({ Regex: LLAMA3 }, "Isolated")),
  "Split, MergedWithPrevious": splitting(split({ String: " " }, "MergedWithPrevious")),
  "Split, MergedWithNext": splitting(split({ Regex: "[ae]" }, "MergedWithNext")),
  "Split, Removed, inverted": splitting(split({ Regex: "\\w+" }, "Removed", true)),
  "Split, Contiguous": splitting(split({ Regex: "\\s" }, "Contiguous")),
  "Digits, single": splitting({ type: "Digits", individual_digits: true }),
  "Digits, runs": splitting({ type: "Digits", individual_digits: false }),
  Punctuation: splitting({ type: "Punctuation", behavior: "Isolated" }),
  "Punctuation, Contiguous": splitting({ type: "Punctuation", behavior: "Contiguous" }),
  Whitespace: splitting({ type: "Whitespace" }),
  "WhitespaceSplit and CharDelimiterSplit": splitting(
    { type: "WhitespaceSplit" },
    { type: "CharDelimiterSplit", delimiter: "a" },
  ),
  sentencepiece,
  "sentencepiece without bytes": model(sentencepiece, { byte_fallback: false }),
  "sentencepiece, unknowns apart": model(sentencepiece, { byte_fallback: false, fuse_unk: false }),
  "Lowercase and StripAccents": normalizing(
    sentencepiece,
    { type: "Lowercase" },
    { type: "NFD" },
    { type: "StripAccents" },
    SPACE_TO_MARK,
  ),
  "Strip and Prepend": normalizing(
    sentencepiece,
    { type: "Strip", strip_left: true, strip_right: true },
    { type: "Prepend", prepend: "▁" },
    SPACE_TO_MARK,
  ),
  "Metaspace, first": marking("first", false),
  "Metaspace, first, split": marking("first", true),
  "Metaspace, always, split": marking("always", true),
  "Metaspace, never, split": marking("never", true),
  unigram,
  "wordpiece, lower case": bert({}),
  "wordpiece, cased": bert({ lowercase: false }),
  "wordpiece, raw": bert({ clean_text: false, handle_chinese_chars: false, strip_accents: true }),
  BertProcessing: ends("BertProcessing"),
  RobertaProcessing: ends("RobertaProcessing", { trim_offsets: false, add_prefix_space: false }),
  "added tokens": adding(
    normalizing(bytes, { type: "Lowercase" }),
    { content: "<mask>", lstrip: true, special: true },
    { content: "<r>", rstrip: true, special: true },
    { content: "was", single_word: true },
    { content: "wa" },
    { content: "Café", normalized: true },
  ),
  "added tokens, normalized with a prefix": adding(sentencepiece, {
    content: "lamp",
    normalized: true,
  }),
};

/** Where several characters become fewer, native gives the result the span of one; ours, of all. */
const wider: Readonly<Record<string, TokenizerJson>> = {
  NFC: normalizing(bytes, { type: "NFC" }),
  NFKC: normalizing(bytes, { type: "NFKC" }),
  "NFD, marks reordered": normalizing(bytes, { type: "NFD" }),
  "NFKD, marks reordered": normalizing(bytes, { type: "NFKD" }),
  "Replace of runs": normalizing(
    sentencepiece,
    { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
    SPACE_TO_MARK,
  ),
};

// Characters that both Unicode tables know: the native package's are older.
// prettier-ignore
const chunks = [
  "The lamp", " was", "was", " old", "the", " light ", "can't", "I'D", "a", "A", "wa",
  "123", "a1b2", "8:30", "1/2", "½", "Ⅷ", "?!", ".", "_", "-", "‘", "…", "/",
  " ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u0085", "\u3000", "\u2003", "\ufeff",
  "\u0000", "\u0007", "\u200b", "\u200d", "\u00ad", "\ufffd", "\ue000",
  "café", "cafe\u0301", "é", "e\u0301", "e\u0301\u0323", "\u0301", "naïve", "Å", "ß", "İ", "Σ", "ΟΔΟΣ", "ǅ", "ﬁ", "™",
  "👋", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "🏳️‍🌈", "❤️",
  "今天天气很好", "你", "龘", "𠮷", "\u{2B820}", "한국어", "한", "ひらがな", "が", "ｶﾞ",
  "مرحبا", "مُحَمَّد", "שלום", "हिन्दी", "ภาษาไทย", "𝒜",
  "▁", "Ġ", "Ċ", "##", "<s>", "</s>", "<unk>", "<|endoftext|>", "[MASK]", "[CLS]", "<mask>", " <mask> ", "<r> ", "<0x41>",
];

const texts = fc
  .array(fc.oneof(fc.constantFrom(...chunks), fc.string({ maxLength: 6 })), { maxLength: 8 })
  .map((list) => list.join(""));

/** Code point index → UTF-16 index. */
function utf16(text: string): number[] {
  const table = [0];
  for (const character of text) table.push(table[table.length - 1] + character.length);
  return table;
}

interface NativeResult {
  readonly ids: number[];
  readonly typeIds: number[];
  readonly spans: (readonly [number, number])[];
}

async function encodeNative(
  native: NativeTokenizer,
  text: string,
  pair: string | null,
): Promise<NativeResult> {
  const encoding = await native.encode(text, pair);
  const tables = [utf16(text), utf16(pair ?? "")];
  const sequences = encoding.getSequenceIds();
  return {
    ids: encoding.getIds(),
    typeIds: encoding.getTypeIds(),
    spans: encoding.getOffsets().map(([start, end], i) => {
      const table = tables[sequences[i] ?? 0];
      return [table[start], table[end]] as const;
    }),
  };
}

/** Compares spans; `covers` for the families where ours are wider. */
function compareSpans(ours: Encoding, native: NativeResult, covers: boolean): void {
  for (const [i, [start, end]] of ours.offsets.entries()) {
    // Native: [0, 0] for added special tokens, the first character for a space put before it.
    const isInserted =
      ours.segments[i] === null || (start === end && /^[▁Ġ]$/.test(ours.tokens[i]));
    if (isInserted) continue;
    const [nativeStart, nativeEnd] = native.spans[i];
    if (covers) {
      expect(start).toBeLessThanOrEqual(nativeStart);
      expect(end).toBeGreaterThanOrEqual(nativeEnd);
    } else expect([i, start, end]).toEqual([i, nativeStart, nativeEnd]);
  }
}

const everything = [
  ...Object.entries(exact).map(([name, json]) => ({ name, json, covers: false })),
  ...Object.entries(wider).map(([name, json]) => ({ name, json, covers: true })),
];

describe("encode against the native package", () => {
  it.each(everything)("$name", async ({ json, covers }) => {
    const native = NativeTokenizer.fromString(JSON.stringify(json));
    const ours = loadTokenizer({ json });
    const property = async (text: string, pair: string | null): Promise<void> => {
      const expected = await encodeNative(native, text, pair);
      const encoding = ours.encode(text, pair === null ? {} : { pair });
      expect(encoding.ids).toEqual(expected.ids);
      expect(encoding.typeIds).toEqual(expected.typeIds);
      compareSpans(encoding, expected, covers);
    };
    const pairs = fc.option(texts, { freq: 5 });
    await fc.assert(fc.asyncProperty(texts, pairs, property), { numRuns: 150 });
  });
});

describe("decode against the native package", () => {
  const stories = path.join(import.meta.dirname, "../../models/stories260k/tokenizer.json");
  const files = [
    { name: "byte-level", json: bytes },
    { name: "sentencepiece", json: sentencepiece },
    { name: "metaspace", json: metaspace },
    { name: "wordpiece", json: wordpiece },
    { name: "stories260k", json: JSON.parse(readFileSync(stories, "utf8")) as TokenizerJson },
  ];

  it.each(files)(
    "says what any ids say, of bytes that are no text too: $name",
    async ({ json }) => {
      const native = NativeTokenizer.fromString(JSON.stringify(json));
      const ours = loadTokenizer({ json });
      const used = Array.from({ length: ours.vocabSize }, (_, id) => id).filter((id) =>
        ours.has(id),
      );
      const lists = fc.array(fc.constantFrom(...used), { minLength: 1, maxLength: 12 });
      const property = async (ids: number[], skip: boolean): Promise<void> => {
        const expected = await native.decode(ids, skip);
        expect(ours.decode(ids, { skipSpecialTokens: skip })).toBe(expected);
      };
      await fc.assert(fc.asyncProperty(lists, fc.boolean(), property), { numRuns: 300 });
    },
  );
});
