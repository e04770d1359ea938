import { loadTokenizer } from "vitrine";
import { describe, expect, it } from "vitest";
import { SPECIALS, tokenizerConfig, tokenizerJson } from "../tokenizer/files.ts";
import { trainTokenizer } from "../tokenizer/train.ts";
import { encodeRows, maskRow } from "./rows.ts";

const options = { maskId: 4, firstOrdinaryId: 5, vocabulary: 50 };
const row = Int32Array.from([2, ...Array.from({ length: 40 }, (_, i) => 5 + i), 3]);

describe("maskRow", () => {
  it("asks 15 % of the ordinary tokens and never a special one", () => {
    const { labels } = maskRow(row, 1, options);
    const asked = [...labels.keys()].filter((i) => labels[i] !== -100);
    expect(asked).toHaveLength(6); // 15 % of 40
    for (const i of asked) expect(labels[i]).toBe(row[i]);
    expect([labels[0], labels[41]]).toEqual([-100, -100]);
  });

  it("masks four in five, replaces one in ten, keeps one in ten", () => {
    const fates = { masked: 0, replaced: 0, kept: 0 };
    for (let seed = 0; seed < 500; seed++) {
      const { ids, labels } = maskRow(row, seed, options);
      for (let i = 0; i < row.length; i++) {
        if (labels[i] === -100) expect(ids[i]).toBe(row[i]);
        else if (ids[i] === 4) fates.masked++;
        else if (ids[i] === row[i]) fates.kept++;
        else fates.replaced++;
      }
    }
    // 3,000 draws: four standard errors are 2.9 % of 80 % and 2.2 % of 10 %
    expect(fates.masked / 3000).toBeCloseTo(0.8, 1);
    expect(Math.abs(fates.masked / 3000 - 0.8)).toBeLessThan(0.029);
    expect(Math.abs(fates.replaced / 3000 - 0.1)).toBeLessThan(0.022);
    expect(Math.abs(fates.kept / 3000 - 0.1)).toBeLessThan(0.022);
  });

  it("asks one token of a row too short for a share", () => {
    const { labels } = maskRow(Int32Array.from([2, 9, 3]), 7, options);
    expect([...labels]).toEqual([-100, 9, -100]);
  });

  it("is decided by the seed", () => {
    expect(maskRow(row, 5, options)).toEqual(maskRow(row, 5, options));
    expect(maskRow(row, 5, options)).not.toEqual(maskRow(row, 6, options));
  });
});

describe("encodeRows", () => {
  const texts = [
    "Anna said: “It's late!” - and, at 10:45,  she left.",
    'def f(a):\n    """ends"""\n\n  x',
    "Two thousand zebras’ names don't match «these»...",
  ];
  const trained = trainTokenizer(texts, { size: 300, specials: SPECIALS });

  it.each(["causal", "encoder"] as const)("gives a %s tokenizer's own ids", (flavor) => {
    const tokenizer = loadTokenizer({
      json: JSON.parse(tokenizerJson(trained, flavor)),
      config: JSON.parse(tokenizerConfig(flavor, 256)),
    });
    const rows = encodeRows(
      tokenizer,
      texts.map((text) => ({ text })),
    );
    for (const [i, text] of texts.entries()) {
      expect([...rows[i]]).toEqual(tokenizer.encode(text).ids);
    }
  });

  it("ends rows where it is told to", () => {
    const tokenizer = loadTokenizer({
      json: JSON.parse(tokenizerJson(trained, "causal")),
      config: JSON.parse(tokenizerConfig("causal", 256)),
    });
    const [row] = encodeRows(tokenizer, [{ text: "late" }], 0);
    expect([...row]).toEqual([...tokenizer.encode("late").ids, 0]);
  });
});
