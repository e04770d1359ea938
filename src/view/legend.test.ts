import { describe, expect, it } from "vitest";
import { legend } from "./legend.ts";
import type { Mark, TextMark } from "./mark.ts";
import { viewMessages } from "./messages.ts";
import { type ScaleOptions, valueScale } from "./scale.ts";
import { translator } from "./text.ts";
import { lightTheme, type Theme, terminalTheme } from "./theme.ts";

const text = translator("en", viewMessages);

function words(
  values: readonly number[],
  options: Omit<ScaleOptions, "onText">,
  theme: Theme = lightTheme,
  width = 600,
): readonly string[] {
  const { marks } = legend(valueScale(values, { ...options, onText: false }), {
    theme,
    text,
    width,
  });
  return marks.filter((mark): mark is TextMark => mark.kind === "text").map((mark) => mark.text);
}

describe("legend", () => {
  it("writes true numbers under the bar, with what the sides mean", () => {
    expect(words([-4, 1], { scale: "diverging", transform: "sqrt" })).toEqual([
      "− lowers",
      "raises +",
      "−4",
      "−1",
      "0",
      "+1",
      "+4",
      "√ scale",
    ]);
  });

  it("has room for three numbers in a narrow picture", () => {
    expect(words([-4.25, 1], { scale: "diverging" }, lightTheme, 160)).toEqual([
      "− lowers",
      "raises +",
      "−4.25",
      "0",
      "+4.25",
    ]);
  });

  it("states the floor of a logarithm", () => {
    expect(words([0, 0.3], { scale: "probability", transform: "log" })).toEqual([
      "≤0.01%",
      "0.1%",
      "1.0%",
      "10%",
      "100%",
      "Logarithmic scale; 0.01% and less, zero and what is negative have the first color.",
    ]);
  });

  it("says that a domain clips", () => {
    const said = words([-3, 0, 2], { scale: "diverging", domain: [-1, 1] });
    expect(said).toEqual(expect.arrayContaining(["≤−1", "≥+1"]));
    expect(said.at(-1)).toBe("Values beyond the ends, drawn at the ends: 2.");
  });

  it.each([
    [[], "There are no numbers here."],
    [[Number.NaN], "There are no numbers here."],
    [[0, 0], "Every value is 0."],
    [[Infinity, -Infinity], "All 2 numbers are infinite."],
  ])("says of %j in words: %s", (values, sentence) => {
    expect(words(values, { scale: "diverging" })).toEqual([sentence]);
    expect(words(values, { scale: "sequential" })).toEqual([sentence]);
  });

  it("says in words that every amount is the same", () => {
    expect(words([5, 5], { scale: "sequential" })).toEqual(["Every value is 5."]);
  });

  it("is one line of a terminal", () => {
    const { marks, height } = legend(valueScale([-2, 1], { scale: "diverging", onText: true }), {
      theme: terminalTheme("dark", false),
      text,
      width: 40,
    });
    expect(height).toBe(1);
    expect(marks.every((mark: Mark) => mark.kind !== "text" || mark.y < 1)).toBe(true);
  });

  it("says its sentences in Chinese", () => {
    const { marks } = legend(valueScale([], { scale: "diverging", onText: false }), {
      theme: lightTheme,
      text: translator("zh", viewMessages),
      width: 300,
    });
    expect(marks).toMatchObject([{ text: "这里没有数值。" }]);
  });
});
