import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { agreement } from "./agreement.ts";

const { documents, probes } = agreement.write(generator(11));
const PLURAL = /(s|ies|mice|geese|men|children|wolves|loaves|knives|people)$/;
/** A subject, and the noun after its preposition. */
const TWO_NOUNS =
  /(?:^|[.] |that )[Tt]he (?:[a-z]+ )?([a-z]+) (?:near|behind|beside|under|(?:next|close) to|in front of|on top of) the ([a-z]+)/g;
const stem = (noun: string): string => noun.slice(0, 4);

describe("agreement", () => {
  it("gives the same bytes for the same seed", () => {
    expect(agreement.write(generator(11))).toEqual({ documents, probes });
  });

  it("agrees in every clause that has a subject and its verb side by side", () => {
    const clause = /(?:^|[.] |that )[Tt]he (?:[a-z]+ )?([a-z]+) (was|were|is|are) /g;
    const pairs = documents.flatMap(({ text }) => Array.from(text.matchAll(clause)));
    expect(pairs.length).toBeGreaterThan(2000);
    for (const [, noun, verb] of pairs) {
      expect(`${noun} ${verb}`).toMatch(PLURAL.test(noun) ? /(were|are)$/ : /(was|is)$/);
    }
  });

  it("uses singular and plural verbs about equally", () => {
    const all = documents.map(({ text }) => text).join(" ");
    const plural = all.match(/\b(were|are)\b/g)?.length ?? 0;
    const singular = all.match(/\b(was|is)\b/g)?.length ?? 0;
    expect(plural / (plural + singular)).toBeCloseTo(0.5, 1);
  });

  it("puts the number of nouns between that the strength says, of the other number", () => {
    for (const { prompt, spans, strength, control } of probes) {
      const nouns = spans.map(({ from, to }) => prompt.slice(from, to));
      expect(nouns).toHaveLength(strength + 1);
      const [subject, ...others] = nouns.map((noun) => PLURAL.test(noun));
      for (const other of others) expect(other === subject).toBe(control);
    }
  });

  it("asks for the subject's number", () => {
    for (const { prompt, spans, answers } of probes) {
      const subject = prompt.slice(spans[0].from, spans[0].to);
      expect([" were", " are"].includes(answers[0].text)).toBe(PLURAL.test(subject));
    }
  });

  it("says of two tenses how often the texts have them after a bare subject", () => {
    const all = documents.map(({ text }) => text).join("\n");
    const starts = all.match(/(?:^|[.] )The /gm)?.length ?? 0;
    for (const [verbs, first] of [
      [/(?:^|[.] )The (?:[a-z]+ )?[a-z]+ (?:was|were) /gm, " were"],
      [/(?:^|[.] )The (?:[a-z]+ )?[a-z]+ (?:is|are) /gm, " are"],
    ] as const) {
      const said = probes.find(
        ({ strength, answers }) => strength === 0 && answers[0].text === first,
      );
      expect((all.match(verbs)?.length ?? 0) / starts).toBeCloseTo(
        said?.answers[0].probability ?? 0,
        1,
      );
    }
  });

  it("asks of a subject and a next noun that no training text has together", () => {
    const pairs = new Set(
      documents.flatMap(({ text }) =>
        Array.from(
          text.matchAll(TWO_NOUNS),
          ([, subject, next]) => `${stem(subject)} ${stem(next)}`,
        ),
      ),
    );
    expect(pairs.size).toBeGreaterThan(1000);
    for (const { prompt, spans } of probes.filter(({ strength }) => strength > 0)) {
      const [subject, next] = spans.map(({ from, to }) => prompt.slice(from, to));
      expect(pairs).not.toContain(`${stem(subject)} ${stem(next)}`);
    }
  });

  it("has no sentence with a doubled word or a wrong article", () => {
    for (const { text } of documents) {
      expect(text).not.toMatch(/\b(\w+) \1\b/);
      expect(text).not.toMatch(/\ba [aeio]/);
    }
  });
});
