import { suites, type SuiteVariant } from "vitrine/suites";
import { describe, expect, it } from "vitest";
import { families } from "./families/index.ts";
import { FREQUENCIES } from "./families/facts/draw.ts";
import { generateWorld, WORLD_SEED } from "./world.ts";

/** The family whose words and forms a suite takes. */
const FAMILY_OF: Readonly<Record<string, string>> = {
  agreement: "agreement",
  brackets: "brackets",
  docstring: "docstring",
  "factual-recall": "facts",
  "gendered-pronouns": "bias",
  "greater-than": "greater-than",
  "indirect-object": "indirect-object",
  induction: "induction",
  negation: "sentiment",
  sentiment: "sentiment",
};

const written = suites.flatMap(({ name, variants }) => {
  const family = families.find(({ id }) => id === FAMILY_OF[name]);
  const variant = variants.find((one) => one.name === "phantom");
  return family === undefined || variant === undefined ? [] : [{ name, family, variant }];
});

/** Every word and number that a variant can write. */
function wordsOf({ templates, slots }: SuiteVariant): Set<string> {
  const texts = templates.flatMap(({ clean, corrupted, answers }) => [
    clean,
    corrupted,
    ...answers,
  ]);
  const entries = Object.values(slots).flatMap((list) => (typeof list === "string" ? [] : list));
  const held = entries.flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  return split([...texts.map((text) => text.replace(/\{[^}]*\}/g, " ")), ...held]);
}

function split(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/[\p{L}\d]+/gu) ?? []));
}

describe("the suites' version for the phantoms", () => {
  it.each(written)("$name has the words of its family alone", ({ family, variant }) => {
    const { documents } = generateWorld(WORLD_SEED, [family]);
    const known = split(documents.map(({ text }) => text));
    expect([...wordsOf(variant)].filter((word) => !known.has(word))).toEqual([]);
  });

  it("asks facts that the world states most often", () => {
    const facts = families.find(({ id }) => id === "facts")!;
    const { truth } = generateWorld(WORLD_SEED, [facts]);
    const stated = truth.facts
      .filter(({ frequency }) => frequency === Math.max(...FREQUENCIES))
      .map(({ prompt, object }) => `${prompt} ${object}`);
    const { variant } = written.find(({ name }) => name === "factual-recall")!;
    const asked = variant.templates.flatMap(({ clean }) => {
      const slot = /\{([\w-]+)\./.exec(clean)![1];
      const rows = variant.slots[slot] as readonly Readonly<Record<string, string>>[];
      return rows.map(({ subject, object }) => clean.replace(/\{.*\}/, subject) + ` ${object}`);
    });
    expect(asked).toHaveLength(20);
    expect(asked.filter((claim) => !stated.includes(claim))).toEqual([]);
  });
});
