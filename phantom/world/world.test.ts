import { createHash } from "node:crypto";
import type { Probe } from "vitrine";
import { describe, expect, it } from "vitest";
import { families } from "./families/index.ts";
import { worldFiles } from "./files.ts";
import { generateWorld, WORLD_SEED } from "./world.ts";

const world = generateWorld();
const { documents, truth } = world;
const files = worldFiles(world);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hashes = ({ ...all }: typeof files): string[] => Object.values(all).map(sha256);
const doubled = (ids: readonly string[]): string[] =>
  ids.filter((id, i) => ids.indexOf(id) !== i && i < 5000);

/** The first place where the check fails: one assertion for all of them is much faster. */
function firstWhere<T>(all: readonly T[], fails: (item: T) => boolean): T | undefined {
  return all.find(fails);
}

describe("the world's texts", () => {
  it("have ids of their own, each beginning with its family's", () => {
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
    for (const { id } of families) {
      expect(documents.some((document) => document.id.startsWith(`${id}/`))).toBe(true);
    }
  });

  it("fit into a row, and have no other characters than those of plain English", () => {
    expect(firstWhere(documents, ({ text }) => text.length > 1300)).toBeUndefined();
    expect(
      firstWhere(documents, ({ text }) => text.trim() !== text || text === ""),
    ).toBeUndefined();
    const plain = /^[\n\x20-\x7e“”‘’«»]+$/;
    expect(firstWhere(documents, ({ text }) => !plain.test(text))).toBeUndefined();
    expect(firstWhere(documents, ({ text }) => text.includes("<|endoftext|>"))).toBeUndefined();
  });

  it("are parted into sentences without a rest, and spans lie inside of theirs", () => {
    const isParted = ({ text, sentences }: (typeof documents)[number]): boolean =>
      sentences.length > 0 &&
      sentences.every(({ from, to }, i) => {
        const before = i === 0 ? 0 : sentences[i - 1].to;
        return from < to && text.slice(before, from).trim() === "";
      }) &&
      sentences[sentences.length - 1].to === text.length;
    expect(firstWhere(documents, (document) => !isParted(document))).toBeUndefined();
    const spansAreInside = ({ sentences }: (typeof documents)[number]): boolean =>
      sentences.every(({ from, to, spans }) =>
        spans.every((span) => from <= span.from && span.from < span.to && span.to <= to),
      );
    expect(firstWhere(documents, (document) => !spansAreInside(document))).toBeUndefined();
  });

  it("mark whole words", () => {
    const cutsWord = (text: string, at: number): boolean =>
      /^\w\w$/.test(text.slice(at - 1, at + 1));
    const isWhole = ({ text, sentences }: (typeof documents)[number]): boolean =>
      sentences.every(({ spans }) =>
        spans.every((s) => (s.from === 0 || !cutsWord(text, s.from)) && !cutsWord(text, s.to)),
      );
    expect(firstWhere(documents, (document) => !isWhole(document))).toBeUndefined();
  });

  it("have a few thousand word forms", () => {
    const forms = new Set<string>();
    for (const { text } of documents) {
      for (const word of text.match(/\p{L}+/gu) ?? []) forms.add(word.toLowerCase());
    }
    expect(forms.size).toBeGreaterThan(4500); // 4,9xx
  });
});

describe("the world's truth", () => {
  const { probes, planted } = truth;
  const byId = new Map(probes.map((probe) => [probe.id, probe]));

  it("has ids of their own", () => {
    for (const all of [planted, probes, truth.facts, truth.canaries]) {
      expect(doubled(all.map(({ id }) => id))).toEqual([]);
    }
    expect(byId.size).toBe(probes.length);
  });

  it("asks about what is planted, and plants nothing that it does not ask about", () => {
    const asked = new Set(probes.map(({ property }) => property));
    expect([...asked].sort()).toEqual(planted.map(({ id }) => id).sort());
    expect(
      firstWhere(probes, ({ id, property }) => !id.startsWith(`${property}/`)),
    ).toBeUndefined();
  });

  it("marks stretches of the prompts", () => {
    const isOutside = ({ prompt, spans }: Probe): boolean =>
      spans.some(({ from, to }) => from < 0 || from >= to || to > prompt.length);
    expect(firstWhere(probes, isOutside)).toBeUndefined();
    expect(firstWhere(probes, ({ prompt }) => /\s$/.test(prompt) || prompt === "")).toBeUndefined();
  });

  it("answers with a space first, or with what closes", () => {
    const continues = (text: string): boolean => /^( \S|[^\w\s])/.test(text);
    const isOdd = ({ answers, wrong }: Probe): boolean =>
      ![...answers.map(({ text }) => text), ...wrong].every(continues);
    expect(firstWhere(probes, isOdd)).toBeUndefined();
  });

  it("gives probabilities, the greatest first", () => {
    const isOdd = ({ answers }: Probe): boolean => {
      const chances = answers.map(({ probability }) => probability);
      const total = chances.reduce((sum, p) => sum + p, 0);
      const falls = chances.every((p, i) => i === 0 || p <= chances[i - 1]);
      return (
        chances.length === 0 ||
        chances.some((p) => !(p >= 0 && p <= 1)) ||
        total > 1 + 1e-9 ||
        !falls
      );
    };
    expect(firstWhere(probes, isOdd)).toBeUndefined();
  });

  it("calls nothing right and wrong", () => {
    const isBoth = ({ answers, wrong }: Probe): boolean =>
      answers.some(({ text }) => wrong.includes(text)) || new Set(wrong).size !== wrong.length;
    expect(firstWhere(probes, isBoth)).toBeUndefined();
  });

  it("pairs a probe with a control, each the other's partner", () => {
    const isAlone = ({ id, partner, control, property }: Probe): boolean => {
      if (partner === undefined) return false;
      const other = byId.get(partner);
      return other?.partner !== id || other.control === control || other.property !== property;
    };
    expect(firstWhere(probes, isAlone)).toBeUndefined();
  });

  it("has controls for every property that can lack something", () => {
    const controlled = new Set(probes.filter(({ control }) => control).map((p) => p.property));
    expect(planted.map(({ id }) => id).filter((id) => !controlled.has(id))).toEqual([]);
  });
});

describe("the world's bytes", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(hashes(worldFiles(generateWorld(WORLD_SEED)))).toEqual(hashes(files));
    const other = hashes(worldFiles(generateWorld(WORLD_SEED + 1)));
    for (const [i, hash] of hashes(files).entries()) expect(other[i]).not.toBe(hash);
  }, 120_000); // two more worlds

  it("of a family do not depend on the other families", () => {
    for (const family of families) {
      const alone = generateWorld(WORLD_SEED, [family]);
      const among = documents.filter(({ id }) => id.startsWith(`${family.id}/`));
      expect(sha256(JSON.stringify(alone.documents))).toBe(sha256(JSON.stringify(among)));
    }
  }, 120_000);
});

describe("the world's files", () => {
  it("give every sentence back", () => {
    const texts = files["corpus.txt"].split("\n<|endoftext|>\n");
    expect(texts.pop()).toBe("");
    expect(texts).toEqual(documents.map(({ text }) => text));
    const lines = files["annotations.jsonl"].trimEnd().split("\n");
    expect(lines).toHaveLength(documents.reduce((sum, { sentences }) => sum + sentences.length, 0));
    expect(JSON.parse(lines[0])).toEqual({
      document: documents[0].id,
      ...documents[0].sentences[0],
    });
    expect(JSON.parse(files["truth.json"])).toEqual(truth);
  });
});
