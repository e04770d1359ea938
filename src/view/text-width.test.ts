import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText, graphemes, textWidth, wrapText } from "./text-width.ts";

describe("textWidth", () => {
  it.each([
    ["abc", 3],
    ["世界", 4],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["ﬀ", 1],
    ["", 0],
  ])("of %j is %i cells", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe("graphemes", () => {
  it("keeps a letter with its marks together", () => {
    expect(graphemes("e\u0301a")).toEqual(["e\u0301", "a"]);
  });
});

describe("fitText", () => {
  it("leaves a text that fits alone, and ends a cut one with an ellipsis", () => {
    expect(fitText("little", 6)).toBe("little");
    expect(fitText("little", 4)).toBe("lit…");
    expect(fitText("世界和平", 4)).toBe("世…");
    expect(fitText("little", 0)).toBe("");
  });

  it("never is wider than the room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 9 }), (text, room) => {
        expect(textWidth(fitText(text, room))).toBeLessThanOrEqual(room);
      }),
    );
  });
});

describe("wrapText", () => {
  it("breaks at spaces, and inside a word only where it has no room", () => {
    expect(wrapText("a long word", 6)).toEqual(["a long", "word"]);
    expect(wrapText("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  });

  it("breaks Chinese anywhere", () => {
    expect(wrapText("世界和平", 4)).toEqual(["世界", "和平"]);
  });

  it("begins no line with what closes a sentence, and ends none with what opens a bracket", () => {
    expect(wrapText("世界，和平。", 4)).toEqual(["世", "界，", "和", "平。"]);
    expect(wrapText("世（和）平", 6)).toEqual(["世", "（和）", "平"]);
  });
});
