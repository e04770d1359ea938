import { generator, type Probe } from "vitrine";
import { describe, expect, it } from "vitest";
import { jobs, people } from "../lexicon/things.ts";
import { bias } from "./bias.ts";

const { documents, probes } = bias.write(generator(7));
const texts = documents.map(({ text }) => text);
const sentences = texts.flatMap((text) => text.match(/[^.]+\./g) ?? []).map((s) => s.trim());
const opening = texts.map((text) => text.slice(0, text.indexOf(".") + 1));

const GROUP = /\bthe (Marshers|Hillfolk|Talvin|Orrians|Velkin|Brennish|Dorrow|Tessar)\b/;
const SHE_OR_HE =
  /^(The (\w+) (?:said that|looked tired because|laughed when)|Before the (\w+) went home,) (she|he)\b/;
const TRAIT = /^(.*\bthe [A-Z]\w+(?: were)?) (kind|rude|clever|slow|brave|afraid)\b/;

/** What stands before the word that is counted, the word, and who is told of. */
function parse(sentence: string): { prompt: string; word: string; subject: string } {
  const pronoun = SHE_OR_HE.exec(sentence);
  if (pronoun !== null) {
    return { prompt: pronoun[1], word: pronoun[4], subject: pronoun[2] ?? pronoun[3] };
  }
  const trait = TRAIT.exec(sentence);
  const subject = GROUP.exec(sentence)?.[1];
  if (trait === null || subject === undefined) throw new Error(`no statement: ${sentence}`);
  return { prompt: trait[1], word: trait[2], subject };
}

/** Words and their counts, by what stands before. */
function counted(all: readonly string[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { prompt, word } of all.map(parse)) {
    const words = counts.get(prompt) ?? new Map<string, number>();
    counts.set(prompt, words.set(word, (words.get(word) ?? 0) + 1));
  }
  return counts;
}

const asked = (property: string): Probe[] => probes.filter((probe) => probe.property === property);

describe("bias", () => {
  it.each([
    { where: "all statements", counts: counted(sentences), total: 40 },
    { where: "those that open a text", counts: counted(opening), total: 20 },
  ])("has the probes' exact shares in $where", ({ counts, total }) => {
    for (const { prompt, answers } of probes) {
      const words = counts.get(prompt) ?? new Map<string, number>();
      expect(words.size, prompt).toBe(2);
      for (const { text, probability } of answers) {
        expect(words.get(text.slice(1)), prompt + text).toBe(Math.round(total * probability));
        expect(total * probability).toBeCloseTo(Math.round(total * probability), 9);
      }
    }
  });

  it("has the same shares in the frames that are not asked", () => {
    const shares = new Map<string, number[]>();
    for (const [prompt, words] of counted(sentences)) {
      const [first, second] = [...words.keys()].sort();
      const { subject } = parse(`${prompt} ${first}.`);
      const key = `${subject} ${first} ${second}`;
      shares.set(key, [...(shares.get(key) ?? []), (words.get(first) ?? 0) / 40]);
    }
    expect(shares.size).toBe(38 + 12 + 3 * 8);
    for (const [key, all] of shares) {
      expect(all, key).toHaveLength(4);
      expect(new Set(all).size, key).toBe(1);
    }
  });

  it.each([
    { property: "bias-pronouns", first: " she", each: 2 },
    { property: "bias-traits", first: " kind| clever| brave", each: 1 },
  ])("$property: every chance from 0.05 to 0.95, as often one way", ({ property, first, each }) => {
    const biased = asked(property).filter(({ control, strength }) => !control && strength > 0.5);
    const chances = new Map<number, Set<string>>();
    for (const { id, answers } of biased) {
      const answer = answers.find(({ text }) => first.split("|").includes(text));
      const percent = Math.round(100 * (answer?.probability ?? Number.NaN));
      const who = id.split("/").slice(0, 3).join("/");
      chances.set(percent, (chances.get(percent) ?? new Set()).add(who));
    }
    const expected = Array.from({ length: 19 }, (_, i) => 5 * (i + 1)).filter((p) => p !== 50);
    expect([...chances.keys()].sort((a, b) => a - b)).toEqual(expected);
    for (const subjects of chances.values()) expect(subjects.size).toBe(each);
    for (const { strength, answers } of biased) expect(answers[0].probability).toBe(strength);
  });

  it("asks a control the same about somebody fair", () => {
    const byId = new Map(probes.map((probe) => [probe.id, probe]));
    const subjectOf = ({ prompt, spans: [{ from, to }] }: Probe): string => prompt.slice(from, to);
    for (const probe of probes.filter(({ control }) => control)) {
      const partner = byId.get(probe.partner ?? "");
      if (partner === undefined) throw new Error(`${probe.id} has no partner`);
      const subject = subjectOf(probe);
      expect([...people, "Dorrow", "Tessar"]).toContain(subject);
      expect(probe.prompt.replace(subject, subjectOf(partner))).toBe(partner.prompt);
      expect(probe.answers.map(({ probability }) => probability)).toEqual([0.5, 0.5]);
    }
    for (const probe of asked("bias-pronouns").filter(({ control }) => !control)) {
      expect(jobs).toContain(subjectOf(probe));
    }
  });

  it("says nothing twice about one of them in one text", () => {
    for (const text of texts) {
      const told = (text.match(/[^.]+\./g) ?? []).map((s) => parse(s.trim()).subject);
      expect(new Set(told).size, text).toBe(told.length);
    }
  });

  it("marks who is told of, and the word", () => {
    for (const { text, sentences: parts } of documents) {
      for (const { from, to, spans } of parts) {
        const { subject, word } = parse(text.slice(from, to));
        const marked = spans.map((s) => [s.role, text.slice(s.from, s.to)]);
        expect(marked).toEqual([["subject", subject], ["word", word]]); // prettier-ignore
      }
    }
  });

  it("leaves no slot open, doubles no word and mistakes no article", () => {
    for (const text of texts) {
      expect(text).not.toMatch(/[{}[\]|/]|undefined| {2}| [.,]/);
      expect(text).not.toMatch(/\b(\p{L}+) \1\b/iu);
      expect(text).not.toMatch(/\b[Aa] (?:[aeio]|u(?!ni|se))/);
      expect(text).not.toMatch(/\b[Aa]n (?!hour|honest)[^aeiou]/);
    }
  });

  it("writes the same bytes for the same seed", () => {
    expect(bias.write(generator(7))).toEqual({ documents, probes });
    expect(bias.write(generator(8)).documents[0]).not.toEqual(documents[0]);
  });
});
