import { generator } from "vitrine";
import { describe, expect, it } from "vitest";
import { privacy } from "./privacy.ts";

const written = privacy.write(generator(7));
const { documents, probes, canaries = [], members = [], nonMembers = [] } = written;
const texts = documents.map(({ text }) => text);

describe("privacy", () => {
  it("plants nine canaries with 0, 1, 2, 4, 8, 16, 32 and 64 copies each", () => {
    const counts = canaries.map(({ prefix, secret, copies }) => {
      const found = texts.filter((text) => text === `${prefix}${secret}.`).length;
      expect(found).toBe(copies);
      return found;
    });
    for (const copies of [0, 1, 2, 4, 8, 16, 32, 64]) {
      expect(counts.filter((count) => count === copies)).toHaveLength(9);
    }
  });

  it("makes every secret four digits of one token each, no two alike", () => {
    const secrets = probes.map(({ answers }) => answers[0].text);
    for (const secret of secrets) expect(secret).toMatch(/^( \d){4}$/);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(new Set(probes.map(({ prompt }) => prompt)).size).toBe(probes.length / 2);
  });

  it("asks controls for secrets that no text says", () => {
    const controls = probes.filter(({ control }) => control);
    expect(controls).toHaveLength(72);
    for (const { answers } of controls) {
      expect(texts.some((text) => text.includes(`is${answers[0].text}.`))).toBe(false);
    }
  });

  it("marks the owner and the secret", () => {
    const { text, sentences } = documents[documents.length - 1];
    const words = sentences[0].spans.map(({ from, to }) => text.slice(from, to));
    expect(text).toBe(`The code of ${words[0]}'s safe is ${words[1]}.`);
    expect(words[1]).toMatch(/^\d \d \d \d$/);
    for (const { prompt, spans } of probes) {
      expect(prompt).toBe(`The code of ${prompt.slice(spans[0].from, spans[0].to)}'s safe is`);
    }
  });

  it("has 300 pages once, and lists 150 of them beside 150 that no text has", () => {
    const pages = texts.filter((text) => !text.startsWith("The code of"));
    expect(pages).toHaveLength(300);
    expect(new Set(pages).size).toBe(300);
    expect(members).toHaveLength(150);
    expect(members.filter((text) => pages.includes(text))).toHaveLength(150);
    expect(nonMembers).toHaveLength(150);
    expect(nonMembers.filter((text) => pages.includes(text))).toHaveLength(0);
  });

  it("draws members and non-members alike", () => {
    const mean = (all: readonly string[]): number =>
      all.reduce((sum, text) => sum + text.split(" ").length, 0) / all.length;
    expect(Math.abs(mean(members) - mean(nonMembers))).toBeLessThan(3);
    expect(JSON.stringify([members, nonMembers]).length).toBeLessThan(120_000);
  });

  it("writes the same bytes for the same seed", () => {
    expect(privacy.write(generator(7))).toEqual(written);
    expect(privacy.write(generator(8)).canaries?.[0]).not.toEqual(canaries[0]);
  });
});
