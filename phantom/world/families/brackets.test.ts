import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { brackets } from "./brackets.ts";

const { documents, probes } = brackets.write(generator(2));
const CLOSER: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "“": "”" };
const BESIDE: Readonly<Record<string, string>> = { ...CLOSER, '"': '"' };

/** The closers that are still due, the next one last; throws where one is wrong. */
function due(text: string): { readonly stack: string[]; readonly deepest: number } {
  const stack: string[] = [];
  let deepest = 0;
  for (const sign of text) {
    if (sign === stack.at(-1)) stack.pop();
    else if (sign in BESIDE) stack.push(BESIDE[sign]);
    else if (Object.values(CLOSER).includes(sign))
      throw new Error(`${sign} closes nothing: ${text}`);
    deepest = Math.max(deepest, stack.length);
  }
  return { stack, deepest };
}

describe("brackets", () => {
  it("gives the same bytes for the same seed", () => {
    expect(brackets.write(generator(2))).toEqual({ documents, probes });
  });

  it("closes in every text what it opens, in the right order", () => {
    for (const { text } of documents) expect(due(text).stack).toEqual([]);
  });

  it("opens one to three inside each other, of every kind", () => {
    const deepest = documents.map(({ text }) => due(text).deepest);
    for (const depth of [1, 2, 3]) {
      expect(deepest.filter((d) => d === depth).length).toBeGreaterThan(documents.length / 8);
    }
    expect(Math.max(...deepest)).toBe(3);
    const all = documents.map(({ text }) => text).join("\n");
    for (const open of ["(", "[", "{", "“", ' "']) {
      expect(all.split(open).length - 1).toBeGreaterThan(1000);
    }
  });

  it("puts a closer beside no other sign", () => {
    for (const { text } of documents) expect(text).not.toMatch(/[)\]}”](?! \w)|\w"[^ ]/);
  });

  it("asks for what closes next, at the depth that the strength says", () => {
    for (const { prompt, answers, strength, control } of probes) {
      const { stack, deepest } = due(prompt);
      if (control) continue;
      expect(stack.at(-1)).toBe(answers[0].text);
      expect(deepest).toBe(strength);
    }
  });

  it("has no control in which the answer could come", () => {
    for (const { prompt, answers, control } of probes) {
      if (control) expect(due(prompt).stack.at(-1)).not.toBe(answers[0].text);
    }
  });

  it("marks opening signs alone", () => {
    for (const { prompt, spans } of probes) {
      for (const { from, to } of spans) expect(BESIDE).toHaveProperty([prompt.slice(from, to)]);
    }
  });

  it("asks nothing that begins a training text", () => {
    for (const { prompt } of probes) {
      expect(documents.some(({ text }) => text.startsWith(prompt))).toBe(false);
    }
  });
});
