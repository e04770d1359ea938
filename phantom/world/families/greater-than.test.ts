import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { greaterThan } from "./greater-than.ts";

const { documents, probes } = greaterThan.write(generator(9));
/** A first year and a later one, in one sentence. */
const SPAN = /the year (\d\d)(?: comes before| to| until| and [a-z ]+ in) the year (\d\d)/g;

describe("greaterThan", () => {
  it("gives the same bytes for the same seed", () => {
    expect(greaterThan.write(generator(9))).toEqual({ documents, probes });
  });

  it("ends everything after it began", () => {
    const spans = documents.flatMap(({ text }) => Array.from(text.matchAll(SPAN)));
    expect(spans.length).toBeGreaterThan(4000);
    for (const [, start, end] of spans) expect(Number(end)).toBeGreaterThan(Number(start));
  });

  it("tells each later year equally often, give or take one", () => {
    const first =
      /(?:from|in) the year (\d\d) (?:to|until|and (?:ended|was over) in) the year (\d\d)/;
    const ends = new Map<number, number[]>();
    for (const { text } of documents) {
      const [, start, end] = first.exec(text.split(". ")[0]) ?? [];
      if (start !== undefined)
        ends.set(Number(start), [...(ends.get(Number(start)) ?? []), Number(end)]);
    }
    expect(ends.size).toBe(29); // 10 to 38
    for (const [start, years] of ends) {
      const counts = Array.from(
        { length: 39 - start },
        (_, i) => years.filter((y) => y === start + 1 + i).length,
      );
      expect(years).toHaveLength(150);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it("lists years in their order", () => {
    for (const { text } of documents) {
      const listed = /years ([\d, ]+ and \d\d)/.exec(text)?.[1].match(/\d+/g)?.map(Number) ?? [];
      expect(listed).toEqual(listed.toSorted((a, b) => a - b));
    }
  });

  it("names each year at least 600 times, so that it is one token", () => {
    const all = documents.map(({ text }) => text).join("\n");
    for (let year = 10; year < 40; year++)
      expect(all.split(` ${year}`).length).toBeGreaterThan(600);
  });

  it("takes every later year for an answer and every other for wrong", () => {
    for (const { prompt, answers, wrong, spans, control } of probes) {
      const years = [...wrong, ...answers.map(({ text }) => text)].map(Number);
      expect(years).toEqual(Array.from({ length: 30 }, (_, i) => 10 + i));
      const sum = answers.reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeLessThan(1 + 1e-9);
      if (!control) expect(sum).toBeGreaterThan(0.995);
      if (control) expect(prompt).not.toMatch(/\d/);
      else expect(Number(prompt.slice(spans[0].from, spans[0].to))).toBe(Number(wrong.at(-1)));
    }
  });

  it("asks about an event and a first year that no training text has together", () => {
    const events = (text: string): string | undefined =>
      /\b(war|siege|drought|famine|voyage|strike|festival|journey|trial|hunt|exile|truce|plague|search)\b/.exec(
        text,
      )?.[1];
    const trained = new Set(
      documents.map(
        ({ text }) =>
          `${events(text)} ${/from the year (\d\d)|(?:began|started) in the year (\d\d)/.exec(text)?.slice(1).join("")}`,
      ),
    );
    expect(trained.size).toBeGreaterThan(300);
    for (const { prompt, control } of probes) {
      if (!control) expect(trained).not.toContain(`${events(prompt)} ${/\d\d/.exec(prompt)?.[0]}`);
    }
  });
});
