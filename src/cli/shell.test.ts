import { describe, expect, it } from "vitest";
import { colourDepth, languageOf } from "./shell.ts";

const terminal = (bits: number) => ({ isTTY: true, getColorDepth: () => bits });

describe("colourDepth", () => {
  it("is what the terminal can do", () => {
    expect([1, 4, 8, 24].map((bits) => colourDepth(terminal(bits), {}))).toEqual([
      "none",
      "none",
      "256",
      "truecolor",
    ]);
  });

  it("is none where nobody sees colors, unless they are forced", () => {
    expect(colourDepth({}, {})).toBe("none");
    expect(colourDepth({}, { FORCE_COLOR: "1" })).toBe("256");
    expect(colourDepth({}, { FORCE_COLOR: "3" })).toBe("truecolor");
  });

  it("obeys NO_COLOR, if it says anything, and FORCE_COLOR=0", () => {
    expect(colourDepth(terminal(24), { NO_COLOR: "1" })).toBe("none");
    expect(colourDepth(terminal(24), { NO_COLOR: "" })).toBe("truecolor");
    expect(colourDepth(terminal(24), { FORCE_COLOR: "0" })).toBe("none");
  });
});

describe("languageOf", () => {
  it("follows the flag, then the environment", () => {
    expect(languageOf("en", { LANG: "zh_CN.UTF-8" })).toBe("en");
    expect(languageOf(undefined, { LANG: "zh_CN.UTF-8" })).toBe("zh");
    expect(languageOf(undefined, { LC_ALL: "de_DE", LANG: "zh_CN" })).toBe("en");
    expect(languageOf(undefined, { LC_ALL: "", LANG: "zh_CN" })).toBe("zh");
    expect(languageOf("fr", { LANG: "zh_CN" })).toBe("zh");
    expect(languageOf(undefined, {})).toBe("en");
  });
});
