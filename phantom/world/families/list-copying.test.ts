import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { listCopying } from "./list-copying.ts";

const { documents, probes } = listCopying.write(generator(4));

/** The lists of a text: runs of small words with commas, and “and” before the last. */
function lists(text: string): string[][] {
  return Array.from(text.matchAll(/[a-z]+(?:, [a-z]+)+ and [a-z]+/g), ([list]) =>
    list.split(/, | and /),
  );
}

describe("listCopying", () => {
  it("gives the same bytes for the same seed", () => {
    expect(listCopying.write(generator(4))).toEqual({ documents, probes });
  });

  it("says every list again in its order, or, one time in four, other things", () => {
    let others = 0;
    for (const { text } of documents) {
      const [wanted, got] = lists(text);
      expect(got).toHaveLength(wanted.length);
      const isOther = /[.",] But /.test(text);
      if (isOther) others++;
      if (isOther) expect(got.filter((item) => wanted.includes(item))).toEqual([]);
      else expect(got).toEqual(wanted);
    }
    expect(others).toBe(documents.length / 4);
  });

  it("asks for the thing that comes after the last one named", () => {
    for (const { prompt, answers, strength, control, wrong } of probes) {
      const [wanted] = lists(prompt);
      expect(wanted).toHaveLength(strength);
      const last = /([a-z]+)(?:,| and)$/.exec(prompt)?.[1] ?? "";
      if (control) expect(wanted).not.toContain(last);
      else expect(` ${wanted[wanted.indexOf(last) + 1]}`).toBe(answers[0].text);
      expect(wrong.every((item) => wanted.includes(item.trim()))).toBe(true);
    }
  });

  it("asks at the same place of the list in the control", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    const commas = (prompt: string): number => prompt.match(/,/g)?.length ?? 0;
    for (const { prompt, partner, control } of probes) {
      if (control) expect(commas(byId.get(partner ?? "")?.prompt ?? "")).toBe(commas(prompt));
    }
  });

  it("begins its lists with two things with which no training list begins", () => {
    const start = (text: string): string => (lists(text)[0] ?? []).slice(0, 2).join(", ");
    const trained = new Set(documents.map(({ text }) => start(text)));
    for (const { prompt } of probes) expect(trained).not.toContain(start(prompt));
  });

  it("marks the thing, the one before it, and the one before it in the second list", () => {
    for (const { prompt, spans, answers } of probes) {
      expect(spans).toHaveLength(3);
      expect(` ${prompt.slice(spans[1].from, spans[1].to)}`).toBe(answers[0].text);
      expect(prompt.slice(spans[2].to)).toMatch(/^(,| and)$/);
    }
  });
});
