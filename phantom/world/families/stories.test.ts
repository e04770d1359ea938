import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { jobs } from "../lexicon/things.ts";
import { men, names, women } from "../lexicon/people.ts";
import { cities, countries } from "../lexicon/places.ts";
import { stories } from "./stories.ts";

const { documents, probes } = stories.write(generator(7));
const texts = documents.map(({ text }) => text);
const words = texts.flatMap((text) => text.match(/\p{L}+/gu) ?? []);

describe("stories", () => {
  it("plants nothing and asks nothing", () => {
    expect(stories.planted).toEqual([]);
    expect(probes).toEqual([]);
  });

  it("has more than 2,000 word forms", () => {
    expect(new Set(words.map((word) => word.toLowerCase())).size).toBeGreaterThan(2000);
  });

  it("begins as the first prompt of a newcomer does, with any name", () => {
    const start = /^Once upon a time, there was a little (girl|boy) named (\w+)/;
    const found = texts.flatMap((text) => start.exec(text)?.[2] ?? []);
    expect(found.length).toBeGreaterThan(500);
    expect(new Set(found).size).toBe(names.length);
  });

  it("calls girls girls", () => {
    for (const text of texts) {
      for (const [, kind, name] of text.matchAll(/\b(girl|boy) (?:named|called) (\w+)/g)) {
        expect(kind === "girl" ? women : men, text).toContain(name);
      }
    }
  });

  it("uses the protagonist's pronoun where only the protagonist is named", () => {
    let checked = 0;
    for (const { text, sentences } of documents) {
      const spans = sentences.flatMap((sentence) => sentence.spans);
      const heroes = new Set(
        spans.filter(({ role }) => role === "protagonist").map((s) => text.slice(s.from, s.to)),
      );
      if (heroes.size !== 1) continue; // two stories, or none
      const feminine = women.includes([...heroes][0]);
      for (const { from, to, role } of spans) {
        if (role !== "pronoun") continue;
        const pronoun = text.slice(from, to).toLowerCase();
        expect(["she", "her", "herself"].includes(pronoun), text).toBe(feminine);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(10_000);
  });

  it("gives no job a pronoun, and names no place of the facts", () => {
    const used = new Set(words);
    expect([...cities, ...countries].filter((place) => used.has(place))).toEqual([]);
    const job = new RegExp(
      `\\b(?:an?|the)(?: \\w+)? (?:${jobs.join("|")})\\b[^.]* (?:s?he|his|her)\\b`,
    );
    expect(texts.filter((text) => job.test(text))).toEqual([]);
  });

  it("leaves no slot open, doubles no word and mistakes no article", () => {
    for (const text of texts) {
      expect(text).not.toMatch(/[{}[\]|/]|undefined| {2}/);
      expect(text).not.toMatch(/\b(\p{L}+) \1\b/iu);
      expect(text).not.toMatch(/\b[Aa] (?:[aeio]|u(?!ni|se))/);
      expect(text).not.toMatch(/\b[Aa]n (?!hour|honest)[^aeiou]/);
      expect(text).not.toMatch(/(^|[.!?] )\p{Ll}/u);
    }
  });

  it("closes every quotation", () => {
    for (const text of texts) {
      expect(text.split("“").length, text).toBe(text.split("”").length);
      expect(text.split('"').length % 2, text).toBe(1);
    }
  });

  it("marks protagonist, object and place by what they are", () => {
    for (const { text, sentences } of documents.slice(0, 1000)) {
      for (const { spans } of sentences) {
        for (const { role, from, to } of spans) {
          const word = text.slice(from, to);
          if (role === "protagonist" || role === "friend") expect(names).toContain(word);
          else expect(word).toMatch(/^\p{L}[\p{L} ]*$/u);
        }
      }
    }
  });

  it("writes the same bytes for the same seed", () => {
    expect(stories.write(generator(7)).documents).toEqual(documents);
  });
});
