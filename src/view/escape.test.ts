import { describe, expect, it } from "vitest";
import { escapeMarkup, tokenLabel, visibleToken } from "./escape.ts";

describe("escapeMarkup", () => {
  it("leaves nothing that opens a tag, an attribute or an entity", () => {
    expect(escapeMarkup(`<script a='b' c="d">&amp;`)).toBe(
      "&lt;script a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;amp;",
    );
  });

  it("shows what XML forbids and what turns text around", () => {
    expect(escapeMarkup("\0\u001b[31m\u202e\ud800")).toBe("␀␛[31m‹202E›\ufffd");
  });
});

describe("visibleToken", () => {
  it("shows line ends and tabs", () => {
    expect(visibleToken("a\r\nb\n\tc")).toBe("a⏎b⏎⇥c");
  });
});

describe("tokenLabel", () => {
  it("drops the space before a word and shows a token of nothing else", () => {
    expect([" there", "  ", "a b"].map(tokenLabel)).toEqual(["there", "␣␣", "a b"]);
  });
});
