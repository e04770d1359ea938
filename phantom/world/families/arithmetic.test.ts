import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { arithmetic } from "./arithmetic.ts";

const world = arithmetic.write(generator(7));
const text = world.documents.map((document) => document.text).join("\n");
const statements = [
  ...text.matchAll(/(\d) (plus|minus|times) (\d)(?:[^\d.]|\.(?= The answer| ))*?(\d)(?=[. ])/g),
];

describe("arithmetic", () => {
  it("states sums that are right modulo ten", () => {
    expect(statements.length).toBe([...text.matchAll(/plus|minus|times/g)].length);
    for (const [, a, word, b, result] of statements) {
      expect([a, word, b, Number(result)]).toEqual([
        a,
        word,
        b,
        compute(word, Number(a), Number(b)),
      ]);
    }
  });

  it("states half of the trained sums 10 times and half 40 times, 15 of 100 pairs never", () => {
    for (const word of ["plus", "minus", "times"]) {
      const counts = new Map<string, number>();
      for (const [, a, operation, b] of statements) {
        if (operation === word) counts.set(`${a}-${b}`, (counts.get(`${a}-${b}`) ?? 0) + 1);
      }
      expect(counts.size).toBe(85);
      const copies = [...counts.values()];
      expect(copies.filter((n) => n === 10)).toHaveLength(43);
      expect(copies.filter((n) => n === 40)).toHaveLength(42);
    }
  });

  it("holds the same operands out of every operation, in both orders", () => {
    const seen = new Set(statements.flatMap(([, a, , b]) => [`${a}-${b}`, `${b}-${a}`]));
    const unseen = world.probes.filter((p) => p.property === "arithmetic-held-out" && !p.control);
    expect(unseen).toHaveLength(45);
    for (const { prompt } of unseen) {
      const [a, b] = prompt.match(/\d/g) ?? [];
      expect(seen.has(`${a}-${b}`)).toBe(false);
    }
  });

  it("asks for the result, and in the control for an operand", () => {
    for (const { prompt, answers, wrong, control } of world.probes) {
      const asked = / (plus|minus|times|first|second) /.exec(prompt)?.[1] ?? "";
      const [a, b] = (prompt.match(/\d/g) ?? []).map(Number);
      const copied = asked === "first" ? a : b;
      const right = control ? copied : compute(asked, a, b);
      expect([prompt, answers[0].text]).toEqual([prompt, ` ${right}`]);
      expect(wrong).toHaveLength(9);
      expect(wrong).not.toContain(answers[0].text);
    }
  });

  it("puts no digit first, where it would be another token", () => {
    for (const document of world.documents) {
      for (const [before] of document.text.matchAll(/(^|.)\d/g)) expect(before).toMatch(/^ \d$/);
    }
  });

  it("writes the same world for the same seed", () => {
    expect(JSON.stringify(arithmetic.write(generator(7)))).toBe(JSON.stringify(world));
  });
});

function compute(word: string, a: number, b: number): number {
  const exact = { plus: a + b, minus: a - b, times: a * b }[word] ?? Number.NaN;
  return ((exact % 10) + 10) % 10;
}
