import { generator, type Planted } from "vitrine";
import { describe, expect, it } from "vitest";
import { cloze, probesOf, replaced } from "./cloze.ts";
import { expand } from "./template.ts";

const SLOTS = { a: "Anna", b: "Ben", thing: "apple" };
const told = [
  expand("{a} met {b}.", SLOTS, generator(1)),
  expand("{b#2} gave {thing:a} to {a#2} at last.", SLOTS, generator(1)),
];

describe("cloze", () => {
  it("cuts before a word and keeps what decides it", () => {
    expect(cloze(told, "a#2", ["a", "b#2"])).toEqual({
      prompt: "Anna met Ben. Ben gave an apple to",
      answer: " Anna",
      spans: [
        { role: "a", from: 0, to: 4 },
        { role: "b#2", from: 14, to: 17 },
      ],
    });
  });

  it("names the role that is lacking", () => {
    expect(() => cloze(told, "c", [])).toThrow('no span has the role "c"');
  });
});

describe("replaced", () => {
  it("moves the spans after the new word", () => {
    const [, giving] = replaced(told, "b#2", "Caroline");
    expect(giving.text).toBe("Caroline gave an apple to Anna at last.");
    expect(giving.spans.map(({ from, to }) => giving.text.slice(from, to))).toEqual([
      ...["Caroline", "apple", "Anna"],
    ]);
  });
});

describe("probesOf", () => {
  const text = { en: "", zh: "" };
  const planted: Planted = {
    ...{ id: "p", title: text, about: text, unit: text, measure: "choice", target: null },
  };
  const side = { cloze: cloze(told, "a#2", []), answers: [], wrong: [] };

  it("makes probe and control each other's partner", () => {
    const pair = probesOf(planted, { key: "1/0", strength: 1, probe: side, control: side });
    expect(pair.map(({ id, partner, control }) => ({ id, partner, control }))).toEqual([
      { id: "p/1/0", partner: "p/1/0/control", control: false },
      { id: "p/1/0/control", partner: "p/1/0", control: true },
    ]);
  });

  it("gives a probe without a control no partner", () => {
    const [alone, ...rest] = probesOf(planted, { key: "1/0", strength: 1, probe: side });
    expect(alone).not.toHaveProperty("partner");
    expect(rest).toEqual([]);
  });
});
