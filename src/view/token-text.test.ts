import { describe, expect, it } from "vitest";
import { isRightToLeft, tokenLabels, tokenTexts } from "./token-text.ts";

const unit = (text: string, part?: readonly [number, number]) => ({
  text,
  special: false,
  ...(part && { part }),
});

describe("tokenTexts", () => {
  it("shows a piece of a character as the character and which piece", () => {
    // U+732B is E7 8C AB in UTF-8; U+1F600 is F0 9F 98 80.
    const cat = ["<0xE7>", "<0x8C>", "<0xAB>"].map((text, i) => unit(text, [i, 3]));
    const face = ["<0xF0><0x9F><0x98>", "<0x80>"].map((text, i) => unit(text, [i, 2]));
    expect(tokenLabels([unit("a"), ...cat, ...face])).toEqual([
      "a",
      "猫⟨1/3⟩",
      "猫⟨2/3⟩",
      "猫⟨3/3⟩",
      "😀⟨1/2⟩",
      "😀⟨2/2⟩",
    ]);
  });

  it("shows a piece of a character that has no shape of its own", () => {
    // U+200D, which joins emoji, is E2 80 8D.
    const joiner = ["<0xE2>", "<0x80>", "<0x8D>"].map((text, i) => unit(text, [i, 3]));
    expect(tokenLabels(joiner)).toEqual(["‹200D›⟨1/3⟩", "‹200D›⟨2/3⟩", "‹200D›⟨3/3⟩"]);
  });

  it("shows bytes where the other pieces are missing or broken", () => {
    expect(tokenLabels([unit("<0xE7>", [0, 3])])).toEqual(["<0xE7>"]);
    expect(tokenLabels([unit("<0xFF>", [0, 2]), unit("<0xFE>", [1, 2])])).toEqual([
      "<0xFF>",
      "<0xFE>",
    ]);
  });

  it("keeps the space before a word apart", () => {
    expect(tokenTexts([unit("  there"), unit(" ")])).toEqual([
      { lead: 2, body: "there" },
      { lead: 0, body: "␣" },
    ]);
  });

  it("lets no token be invisible", () => {
    const bodies = ["", "\u0301", "\u200d", "\ufeff", "\u00ad", "\n\n", "\u0007", "\u200f"];
    expect(tokenLabels(bodies.map((text) => unit(text)))).toEqual([
      "∅",
      "◌\u0301",
      "‹200D›",
      "‹FEFF›",
      "‹AD›",
      "⏎⏎",
      "␇",
      "‹200F›",
    ]);
  });

  it("leaves joined emoji and marks on letters whole", () => {
    expect(tokenLabels([unit("👩‍👩‍👧"), unit(" e\u0301t")])).toEqual(["👩‍👩‍👧", "e\u0301t"]);
  });
});

describe("isRightToLeft", () => {
  it.each([
    ["שלום עולם", true],
    ["مرحبا", true],
    ["<s> ... שלום", false],
    ["123 العربية", true],
    ["hello שלום", false],
    ["世界", false],
    ["123", false],
  ])("says of %s: %s", (text, expected) => {
    expect(isRightToLeft(text)).toBe(expected);
  });
});
