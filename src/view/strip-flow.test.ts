import { describe, expect, it } from "vitest";
import { flow, flowForward, type FlowItem } from "./strip-flow.ts";

/** Items of 10, words a gap of 2 apart; `|` joins a piece to the word before. */
function items(...texts: readonly string[]): readonly FlowItem[] {
  return texts.map((text) => ({
    text: text.replace("|", ""),
    width: 10,
    gap: text.startsWith("|") ? 0 : 2,
    endsLine: text.endsWith("\n"),
  }));
}

/** What is read from left to right, line by line. */
function seen(list: readonly FlowItem[], width = 1000): readonly string[] {
  const places = flow(list, width);
  const lines = new Map<number, { x: number; text: string }[]>();
  places.forEach(({ line, x }, i) => {
    lines.set(line, [...(lines.get(line) ?? []), { x, text: list[i].text }]);
  });
  return Array.from(lines.values(), (line) =>
    line
      .sort((a, b) => a.x - b.x)
      .map(({ text }) => text)
      .join(" "),
  );
}

describe("flow", () => {
  it("sets Hebrew from the right", () => {
    const list = items("שלום", "עולם", "|.");
    expect(seen(list)).toEqual([". עולם שלום"]);
    expect(flow(list, 100).map(({ x }) => x)).toEqual([90, 78, 68]);
  });

  it("keeps English words in a Hebrew text in their order, and the reverse", () => {
    expect(seen(items("זה", "hello", "world", "טוב"))).toEqual(["טוב hello world זה"]);
    expect(seen(items("the", "של", "|ום", "word"))).toEqual(["the ום של word"]);
  });

  it("puts marks between words of one direction with them, others with the text", () => {
    expect(seen(items("say", "שלום", ",", "עולם", "!"))).toEqual(["say עולם , שלום !"]);
  });

  it("breaks lines where they are full and after a line end", () => {
    expect(seen(items("a", "b", "c"), 23)).toEqual(["a b", "c"]);
    expect(seen(items("a\n", "b"))).toEqual(["a\n", "b"]);
    expect(flow(items("a", "b", "c"), 5).map(({ x, line }) => [x, line])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
  });

  it("breaks a text from the right in reading order", () => {
    expect(seen(items("א", "ב", "ג"), 23)).toEqual(["ב א", "ג"]);
  });

  it("has no places for no items", () => {
    expect(flow([], 10)).toEqual([]);
  });
});

describe("flowForward", () => {
  it("leaves direction to the terminal", () => {
    expect(flowForward(items("שלום", "עולם"), 100).map(({ x }) => x)).toEqual([0, 12]);
  });
});
