import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { names, surnames } from "../lexicon/people.ts";
import { induction } from "./induction.ts";

const { documents, probes } = induction.write(generator(5));
const repeats = probes.filter(({ property }) => property === "induction");
const named = probes.filter(({ property }) => property === "induction-names");
const FULL_NAME = new RegExp(`\\b(${names.join("|")}) (${surnames.join("|")})\\b`, "g");

describe("induction", () => {
  it("gives the same bytes for the same seed", () => {
    expect(induction.write(generator(5))).toEqual({ documents, probes });
  });

  it("says every plain text twice, with no word twice in one half", () => {
    const plain = documents.filter(({ text }) => !/[.,:?]/.test(text));
    expect(plain).toHaveLength(2200);
    for (const { text } of plain) {
      const words = text.split(" ");
      const half = words.slice(0, words.length / 2);
      expect([...half, ...half]).toEqual(words);
      expect(new Set(half).size).toBe(half.length);
    }
    const lengths = plain.map(({ text }) => text.split(" ").length / 2);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([6, 40]);
  });

  it("says an announced list twice", () => {
    const told = documents.flatMap(({ text }) =>
      Array.from(
        text.matchAll(/signal (?:was|is) ([^.]*)\. (?:Again|Once more|I repeat): ([^.]*)\./g),
      ),
    );
    expect(told.length).toBeGreaterThan(30);
    for (const [, first, again] of told) expect(again).toBe(first);
  });

  it("asks for the word that followed, at the distance of its strength", () => {
    for (const { prompt, answers, strength } of repeats.filter(({ control }) => !control)) {
      const words = prompt.split(" ");
      expect(` ${words.at(-strength)}`).toBe(answers[0].text);
      expect(words.at(-strength - 1)).toBe(words.at(-1));
    }
  });

  it("keeps the control's words, but puts another word after the one before the answer", () => {
    for (const { prompt, answers, strength, control } of repeats) {
      const words = prompt.split(" ");
      const first = words.slice(0, strength);
      expect(new Set(words)).toEqual(new Set(first));
      const follower = ` ${first[first.indexOf(words[words.length - 1]) + 1]}`;
      expect(follower === answers[0].text).toBe(!control);
    }
  });

  it("asks nothing that stands in a training text", () => {
    const all = documents.map(({ text }) => text).join("\n");
    for (const { prompt, control } of [...repeats, ...named]) {
      if (!control) expect(all.includes(prompt)).toBe(false);
    }
  });

  it("marks the word seen before, what followed it, and where it comes again", () => {
    for (const { prompt, spans, answers } of repeats) {
      const said = Object.fromEntries(spans.map((s) => [s.role, prompt.slice(s.from, s.to)]));
      expect(said.seen).toBe(said.now);
      expect(` ${said.answer}`).toBe(answers[0].text);
      expect(prompt.endsWith(said.now)).toBe(true);
    }
  });
});

describe("fullNames", () => {
  it("gives nobody two surnames in one text", () => {
    let again = 0;
    for (const { text } of documents) {
      const known = new Map<string, string>();
      for (const [, given, surname] of text.matchAll(FULL_NAME)) {
        if (known.has(given)) again++;
        expect(known.get(given) ?? surname).toBe(surname);
        known.set(given, surname);
      }
    }
    expect(again).toBeGreaterThan(2000);
  });

  it("asks for the surname told before; in the control nobody has that given name", () => {
    for (const { prompt, answers, control, strength } of named) {
      const given = prompt.slice(prompt.lastIndexOf(" ") + 1).replace('"', "");
      const people = new Map(
        Array.from(prompt.matchAll(FULL_NAME), ([, name, surname]) => [name, ` ${surname}`]),
      );
      expect(people.size).toBe(strength);
      expect(people.get(given)).toBe(control ? undefined : answers[0].text);
    }
  });

  it("asks about full names that no training text has", () => {
    const all = documents.map(({ text }) => text).join("\n");
    for (const { prompt, answers } of named) {
      const given = prompt.slice(prompt.lastIndexOf(" ") + 1);
      expect(all.includes(given + answers[0].text)).toBe(false);
    }
  });
});
