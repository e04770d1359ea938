import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { docstring } from "./docstring.ts";

const { documents, probes } = docstring.write(generator(8));

function defined(text: string): string[] {
  return (/^def [a-z]+\(self, ([a-z, ]+)\):\n/.exec(text)?.[1] ?? "").split(", ");
}

function described(text: string): string[] {
  return Array.from(text.matchAll(/\n {4}:param ([a-z]+):/g), ([, name]) => name);
}

describe("docstring", () => {
  it("gives the same bytes for the same seed", () => {
    expect(docstring.write(generator(8))).toEqual({ documents, probes });
  });

  it("describes every argument, in the order of the definition", () => {
    for (const { text } of documents) {
      expect(described(text)).toEqual(defined(text));
      expect(new Set(defined(text)).size).toBe(defined(text).length);
      expect(text.endsWith('\n    """')).toBe(true);
    }
  });

  it("has two to five arguments, each number about equally often", () => {
    for (const count of [2, 3, 4, 5]) {
      const share = documents.filter(({ text }) => defined(text).length === count).length;
      expect(share / documents.length).toBeCloseTo(0.25, 1);
    }
  });

  it("asks for the argument after those described", () => {
    for (const { prompt, answers, strength, control } of probes) {
      const args = defined(prompt);
      const done = described(prompt);
      expect(args).toHaveLength(strength);
      expect(done).toEqual(args.slice(0, done.length));
      expect(` ${args[done.length]}` === answers[0].text).toBe(!control);
    }
  });

  it("changes one word of the definition in the control", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    for (const { prompt, partner, control, answers } of probes.filter((probe) => probe.control)) {
      const words = prompt.split(/\b/);
      const asked = (byId.get(partner ?? "")?.prompt ?? "").split(/\b/);
      const changed = words.filter((word, i) => word !== asked[i]);
      expect([control, changed.length]).toEqual([true, 1]);
      expect(prompt).not.toMatch(new RegExp(`[(,]${answers[0].text}[,)]`));
    }
  });

  it("begins with two arguments with which no training text begins", () => {
    const start = (text: string): string => defined(text).slice(0, 2).join(", ");
    const trained = new Set(documents.map(({ text }) => start(text)));
    for (const { prompt, control } of probes) {
      if (!control) expect(trained).not.toContain(start(prompt));
    }
  });

  it("marks the argument, the one before it, and that one's description", () => {
    for (const { prompt, spans } of probes) {
      const [before, asked, seen] = spans.map(({ from, to }) => prompt.slice(from, to));
      expect(defined(prompt).indexOf(asked)).toBe(defined(prompt).indexOf(before) + 1);
      expect(seen).toBe(before);
    }
  });
});
