import { describe, expect, it } from "vitest";
import { isAlike } from "./golden.ts";

describe("isAlike", () => {
  it("takes the last digit, an eighth of a cell and a step of a color as they fall", () => {
    expect(isAlike("score 0.124 of 1,908", "score 0.125 of 1,908")).toBe(true);
    expect(isAlike("she ██▌  9.9%", "she ██▋ 10.0%")).toBe(true);
    expect(isAlike("␛[38;2;9;97;187mcat", "␛[38;2;9;98;187mcat")).toBe(true);
    expect(isAlike("␛[48;2;25;32;41m 0.00", "␛[48;2;40;28;23m 0.00")).toBe(true);
    expect(isAlike("gap 1.2e−7", "gap −3.4e−9")).toBe(true);
    expect(isAlike("1.2e−3", "1.3e−3")).toBe(true);
  });

  it("takes nothing else", () => {
    expect(isAlike("score 0.124", "score 0.126")).toBe(false);
    expect(isAlike("score 0.124", "scores 0.124")).toBe(false);
    expect(isAlike("a\nb", "a")).toBe(false);
    expect(isAlike("she ██▌", "she ███")).toBe(false);
    expect(isAlike("  cat 1", "cat     1")).toBe(false);
    expect(isAlike("gap 1.2e−7", "gap 0.0012")).toBe(false);
    expect(isAlike("␛[48;2;25;32;41mcat", "␛[48;2;65;32;41mcat")).toBe(false);
    expect(isAlike("␛[48;2;25;32;41mcat", "␛[38;2;25;32;41mcat")).toBe(false);
    expect(isAlike("−0.5", "0.5")).toBe(false);
  });
});
