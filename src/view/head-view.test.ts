import { describe, expect, it } from "vitest";
import { sample, views } from "../../test/helpers/results.ts";
import { linkLabel, readHead, shownLinks } from "./head-view.ts";
import { viewMessages } from "./messages.ts";
import type { Viewable } from "./spec.ts";
import { translator } from "./text.ts";

const head = readHead(views.attention, sample);

/** A result with one pattern of `length` tokens. */
function patternOf(length: number, weight: (query: number, key: number) => number): Viewable {
  const units = Array.from({ length }, (_, id) => ({ id, text: ` t${id}` }));
  const data = Float32Array.from({ length: length ** 2 }, (_, i) =>
    weight(Math.floor(i / length), i % length),
  );
  return { ...sample, data: { patterns: { dims: [length, length], data }, readers: units } };
}

const oneHead = { ...views.attention, slices: [] };

describe("readHead", () => {
  it("takes the head that the slices choose, 3/4 on the first token and 1/4 on the one before", () => {
    expect([0, 1, 2, 3].map((key) => head.weight(3, key))).toEqual([0.75, 0, 0.25, 0]);
    expect(head.strongest(3, 3)).toEqual([
      { query: 3, key: 0, weight: 0.75 },
      { query: 3, key: 2, weight: 0.25 },
    ]);
  });

  it("knows what each key receives: (1 + 1 + 3/4 + 3/4) / 4 at the first", () => {
    expect([0, 1, 2, 3].map((key) => head.received(key))).toEqual([0.875, 0.0625, 0.0625, 0]);
  });

  it("names a link by tokens, positions and share, in both languages", () => {
    const say = (language: "en" | "zh") =>
      linkLabel(head, 2, 1, translator(language, viewMessages));
    expect(say("en")).toBe("query “upon” (2) → key “Once” (1): 25%");
    expect(say("zh")).toBe("查询“upon”（2）→ 键“Once”（1）：25%");
  });
});

describe("shownLinks", () => {
  it("draws every link of a short text, strongest first, and hides nothing", () => {
    const { links, hidden } = shownLinks(head);
    expect(links.map(({ weight }) => weight)).toEqual([1, 1, 0.75, 0.75, 0.25, 0.25]);
    expect(hidden).toBe(0);
  });

  it("leaves out links under one percent, and says how much they are together", () => {
    // 99.2 % on itself, and 0.1 % on each of 8 others.
    const nine = patternOf(9, (query, key) => (query === key ? 0.992 : 0.001));
    const { links, least, hidden } = shownLinks(readHead(oneHead, nine));
    expect(links).toHaveLength(9);
    expect(least).toBe(0.01);
    expect(hidden).toBeCloseTo(0.008, 6);
  });

  it("draws at most 700 links of 512 tokens", () => {
    // Each query gives a half to the first token, a quarter to itself and a quarter to the one before.
    const long = patternOf(512, (query, key) =>
      key === 0 ? 0.5 : key === query || key === query - 1 ? 0.25 : 0,
    );
    const { links, least, hidden } = shownLinks(readHead(oneHead, long));
    expect(links).toHaveLength(700);
    expect(least).toBe(0.25);
    // All: 512 · 0.5 + (511 + 510) · 0.25; drawn: 512 halves and 188 quarters.
    expect(hidden).toBeCloseTo(1 - (256 + 47) / (256 + 255.25), 6);
  });

  it("hides nothing where there is nothing", () => {
    const none = patternOf(3, () => 0);
    expect(shownLinks(readHead(oneHead, none))).toMatchObject({ links: [], hidden: 0 });
  });
});
