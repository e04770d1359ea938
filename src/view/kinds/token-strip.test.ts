import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Mark, RectMark, TextMark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { scene } from "../scene.ts";
import type { Scale, TokenStripView, Viewable } from "../spec.ts";
import { terminal } from "../terminal.ts";
import { textWidth } from "../text-width.ts";
import { translator } from "../text.ts";
import { lightTheme, terminalTheme } from "../theme.ts";

const text = translator("en", viewMessages);

interface Token {
  readonly text: string;
  readonly special?: boolean;
}

function strip(
  tokens: readonly Token[],
  scores: readonly number[],
  scale: Scale = "diverging",
): { readonly view: TokenStripView; readonly result: Viewable } {
  return {
    view: {
      kind: "token-strip",
      title: { id: "t" },
      summary: { id: "s" },
      scale,
      data: "/data/scores",
      encoding: { units: "/data/units" },
    },
    result: {
      method: "strip",
      input: {},
      evidence: {},
      data: { units: tokens, scores: { dims: [scores.length], data: scores } },
    },
  };
}

function draw(...given: Parameters<typeof strip>): readonly Mark[] {
  const { view, result } = strip(...given);
  return scene(view, result, { width: 600, theme: lightTheme, text, caption: false });
}

function lines(width: number, isPlain: boolean, ...given: Parameters<typeof strip>) {
  const { view, result } = strip(...given);
  const theme = terminalTheme("dark", isPlain);
  const marks = scene(view, result, { width, theme, text, caption: false });
  return terminal(marks, { width, depth: isPlain ? "none" : "truecolor" }).split("\n");
}

const words = (marks: readonly Mark[]): readonly TextMark[] =>
  marks.filter((mark): mark is TextMark => mark.kind === "text");
const chips = (marks: readonly Mark[]): readonly RectMark[] =>
  marks.filter((mark): mark is RectMark => mark.kind === "rect" && mark.datum !== undefined);

describe("a token strip", () => {
  it("sets a text from right to left that begins so, whatever marks its beginning", () => {
    const marks = draw(
      [{ text: "<s>", special: true }, { text: "שלום" }, { text: " עולם" }],
      [0, 1, -1],
    );
    const [start, hello, world] = chips(marks);
    expect(start.x).toBeGreaterThan(hello.x);
    expect(hello.x).toBeGreaterThan(world.x);
    expect(start.x + start.width).toBeCloseTo(600, 6);
    expect(
      words(marks)
        .slice(0, 3)
        .map(({ direction }) => direction),
    ).toEqual(["rtl", "rtl", "rtl"]);
  });

  it("outlines what is not part of the text", () => {
    const [start, word] = chips(draw([{ text: "<s>", special: true }, { text: "a" }], [0, 1]));
    expect([start.stroke, word.stroke]).toEqual([lightTheme.muted, undefined]);
  });

  it("marks what lowers with a bar, and nothing on a scale without a sign", () => {
    const bars = (scale: Scale) =>
      draw([{ text: "a" }, { text: "b" }], [-1, 1], scale).filter(
        (mark) => mark.kind === "line" && mark.width === 2,
      );
    expect(bars("diverging")).toHaveLength(1);
    expect(bars("sequential")).toHaveLength(0);
  });

  it("cuts a long token, and says it in full in its label", () => {
    const long = "x".repeat(500);
    const marks = draw([{ text: long }], [1]);
    expect(chips(marks)[0].width).toBeLessThanOrEqual(600);
    expect(words(marks)[0].text).toBe(`${"x".repeat(39)}…`);
    expect(chips(marks)[0].datum?.label).toContain(long);
  });

  it("shows of 10,000 tokens the largest values and their neighbours, and how many lie between", () => {
    const tokens = Array.from({ length: 10_000 }, (_, i) => ({ text: ` w${i}` }));
    const marks = draw(
      tokens,
      tokens.map((_, i) => (i === 5000 ? -1 : i % 2500 === 0 ? 0.5 : 0.001)),
    );
    expect(chips(marks).length).toBeLessThan(1300);
    const said = words(marks).map((mark) => mark.text);
    expect(said).toEqual(expect.arrayContaining(["w4996", "w5000", "w5004"]));
    expect(said.join(" ")).toMatch(/1,2\d\d of 10,000 tokens are shown/);
    const folded = chips(marks).filter((mark) => mark.datum?.label.includes("tokens, the largest"));
    expect(folded.length).toBeGreaterThan(2);
    expect(folded[0].datum?.label).toMatch(/^[\d,]+ tokens, the largest: \+0\.001$/);
  });

  it("says so when there are no tokens", () => {
    expect(words(draw([], [])).map((mark) => mark.text)).toEqual(["nothing to show"]);
  });

  it("writes numbers of any size under the tokens of a terminal without colors", () => {
    const [tokens, numbers] = lines(40, true, [{ text: "a" }, { text: " b" }], [1e30, -1e-30]);
    expect(tokens).toMatch(/^a +b/);
    expect(numbers.split(/ +/)).toEqual(["1e30", "−1e−30"]);
    expect(lines(40, true, [{ text: "a" }], [Number.NaN])[1]).toBe("–");
  });

  it.each([true, false])("keeps long tokens within 40 columns, without colors: %s", (isPlain) => {
    const tokens = [{ text: "世".repeat(60) }, { text: " 👩‍👩‍👧" }, { text: "e\u0301" }];
    for (const line of lines(40, isPlain, tokens, [1, -1, 0.5])) {
      expect(textWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(40);
    }
  });
});
