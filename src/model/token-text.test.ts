import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../tokenizer/load.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { TokenText } from "./token-text.ts";

const root = path.join(import.meta.dirname, "../..");

function load(name: string): Tokenizer {
  const folder = name === "stories260k" ? "models/stories260k" : `fixtures/tokenizers/${name}`;
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(path.join(root, folder, file), "utf8"));
  return loadTokenizer({ json: read("tokenizer.json"), config: read("tokenizer_config.json") });
}

function idsOf(tokenizer: Tokenizer, text: string): readonly number[] {
  return tokenizer.encode(text, { addSpecialTokens: false }).ids;
}

/** What comes out with each token, and at the end. */
function stream(tokenizer: Tokenizer, ids: readonly number[], stops: readonly string[] = []) {
  const text = new TokenText(tokenizer, stops);
  const given: string[] = [];
  for (const id of ids) {
    given.push(text.add(id));
    if (text.isStopped) break;
  }
  given.push(text.finish());
  return { given, text };
}

const byteLevel = load("byte-level");
const NAMES = ["byte-level", "metaspace", "sentencepiece", "stories260k"];

describe.each(NAMES)("TokenText with %s", (name) => {
  const tokenizer = load(name);

  it("puts together any text, token by token", () => {
    const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(texts, (text) => {
        const ids = idsOf(tokenizer, `a${text}`);
        // the tokenizer's own decoding of them all at once, after an "a" as here
        const before = idsOf(tokenizer, "a");
        const whole = tokenizer.decode([...before, ...ids], { skipSpecialTokens: true });
        const { given, text: made } = stream(tokenizer, ids);
        expect(given.join("")).toBe(whole.slice(1));
        expect(made.whole).toBe(whole.slice(1));
      }),
    );
  });

  it("holds an unfinished character back until it is whole", () => {
    const { given } = stream(tokenizer, idsOf(tokenizer, "龘👋"));
    expect(given.filter((piece) => piece.trim() !== "").map((piece) => piece.trim())).toEqual([
      "龘",
      "👋",
    ]);
  });
});

describe("TokenText", () => {
  it("keeps the space of a first word", () => {
    const tokenizer = load("stories260k");
    expect(stream(tokenizer, idsOf(tokenizer, "was there")).given.join("")).toBe(" was there");
  });

  it("gives the pieces of a character that never ends as U+FFFD at the end", () => {
    const ids = idsOf(byteLevel, "a👋").slice(0, -1);
    const { given } = stream(byteLevel, ids);
    expect(given.slice(0, -1).join("")).toBe("a");
    expect(given.at(-1)).toMatch(/^\uFFFD+$/);
  });

  it("does not wait for ever on bytes that are no text", () => {
    const broken = idsOf(byteLevel, "👋").at(-1)!;
    const text = new TokenText(byteLevel, []);
    const given = Array.from({ length: 12 }, () => text.add(broken)).join("");
    expect(given.length).toBeGreaterThan(4);
    expect(given).toMatch(/^\uFFFD+$/);
    expect(stream(byteLevel, [broken, ...idsOf(byteLevel, " the end")]).given.join("")).toMatch(
      /^\uFFFD+ the end$/,
    );
  });

  it("shows bytes that turn out to be no text in the whole text as the tokenizer does", () => {
    const tokenizer = load("sentencepiece");
    const [lamp] = idsOf(tokenizer, "lamp");
    const bytes = ["<0x41>", "<0xCE>"].map((token) => tokenizer.tokens().indexOf(token));
    const { given, text } = stream(tokenizer, [...bytes, lamp]);
    expect(given[0]).toBe("A");
    expect(text.whole).toBe(`\uFFFD\uFFFD${tokenizer.surface(lamp)}`);
  });

  it("ends before a stop text that runs over several tokens, and never shows its beginning", () => {
    const ids = idsOf(byteLevel, "She read about rivers.\n\nThe end");
    const { given, text } = stream(byteLevel, ids, ["\n\nThe", "zzz"]);
    expect(given.join("")).toBe("She read about rivers.");
    expect(text.isStopped).toBe(true);
    expect(text.whole).toBe("She read about rivers.");
  });

  it("gives what looked like a stop text and was none", () => {
    const ids = idsOf(byteLevel, "one\nTwo\n");
    const { given, text } = stream(byteLevel, ids, ["\nThree", "\n\n"]);
    expect(given.join("")).toBe("one\nTwo\n");
    expect(text.isStopped).toBe(false);
  });

  it("takes the stop text that comes first", () => {
    const { text } = stream(byteLevel, idsOf(byteLevel, "abcdef"), ["def", "cd", "cde"]);
    expect(text.whole).toBe("ab");
  });

  it("finds every stop text that the whole text holds, wherever tokens end", () => {
    const word = fc.array(fc.constantFrom("a", "b", " ", "\n"), { minLength: 1, maxLength: 30 });
    const stop = fc.array(fc.constantFrom("a", "b", " ", "\n"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(word, stop, (letters, stopLetters) => {
        const [all, end] = [letters.join(""), stopLetters.join("")];
        const at = all.indexOf(end);
        const { given, text } = stream(byteLevel, idsOf(byteLevel, all), [end]);
        expect(given.join("")).toBe(at < 0 ? all : all.slice(0, at));
        expect(text.isStopped).toBe(at >= 0);
      }),
    );
  });

  it("leaves special tokens out without losing the space after them", () => {
    const tokenizer = load("stories260k");
    const word = idsOf(tokenizer, "there");
    const { given } = stream(tokenizer, [...word, tokenizer.specialIds.eos!, ...word]);
    expect(given.join("")).toBe(" there there");
  });

  it("decodes a few tokens at a time, however long the text", () => {
    let longest = 0;
    const counting = Object.create(byteLevel, {
      decode: {
        value: (ids: readonly number[], options: object) => {
          longest = Math.max(longest, ids.length);
          return byteLevel.decode(ids, options);
        },
      },
      encode: { value: byteLevel.encode.bind(byteLevel) },
      has: { value: byteLevel.has.bind(byteLevel) },
    }) as Tokenizer;
    const ids = idsOf(byteLevel, "The café was warm. 今天 👋 ".repeat(200));
    expect(ids.length).toBeGreaterThan(2000);
    expect(stream(counting, ids).given.join("")).toBe("The café was warm. 今天 👋 ".repeat(200));
    expect(longest).toBeLessThan(12);
  });

  it("gives no text to ids that only the model has", () => {
    const ids = [...idsOf(byteLevel, "one"), byteLevel.vocabSize + 3, ...idsOf(byteLevel, " two")];
    expect(stream(byteLevel, ids).given.join("")).toBe("one two");
  });

  it("says nothing without a tokenizer, and refuses stop texts then", () => {
    expect(new TokenText(null, []).add(3)).toBe("");
    expect(() => new TokenText(null, ["end"])).toThrow(/stop needs a tokenizer/);
  });
});
