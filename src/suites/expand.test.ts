import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SuiteVariant } from "./define.ts";
import { draws } from "./draw.ts";
import { suites } from "./registry.generated.ts";
import { fill, literally, slotsIn, strayBraces } from "./template.ts";

const variant: SuiteVariant = {
  name: "only",
  templates: [
    { clean: "{a} {b} {c}", corrupted: "{c} {b} {a}", answers: ["{a}", "{b}"] },
    { clean: "{d.one}", corrupted: "{d.many}", answers: ["{d.one}", "{d.many}"] },
  ],
  slots: { a: ["x", "y", "z"], b: "a", c: "a", d: [{ one: "key", many: "keys" }] },
};

function first(count: number, seed: number): string[] {
  const found: string[] = [];
  for (const { template, values } of draws(variant, seed)) {
    if (found.length === count) break;
    found.push(fill(template.clean, values).text);
  }
  return found;
}

describe("draws", () => {
  it("takes the templates in turn, and never one entry twice from a shared list", () => {
    const texts = first(200, 1);
    for (const [k, text] of texts.entries()) {
      if (k % 2 === 1) expect(text).toBe("key");
      else expect(text.split(" ").toSorted()).toEqual(["x", "y", "z"]);
    }
    // all six orders come up
    expect(new Set(texts).size).toBe(7);
  });

  it("is decided by the seed", () => {
    expect(first(20, 4)).toEqual(first(20, 4));
    expect(first(20, 4)).not.toEqual(first(20, 5));
  });

  it("gives what has no slots once", () => {
    const templates = [{ clean: "a", corrupted: "b", answers: ["c", "d"] }];
    expect([...draws({ name: "plain", templates, slots: {} }, 0)]).toHaveLength(1);
  });
});

describe("fill", () => {
  it("marks every occurrence of a slot", () => {
    const { text, spans } = fill("{a}, {b.many} {{and}} {a}", {
      a: "x",
      b: { one: "key", many: "keys" },
    });
    expect(text).toBe("x, keys {and} x");
    expect(spans).toEqual([
      { slot: "a", from: 0, to: 1 },
      { slot: "b", from: 3, to: 7 },
      { slot: "a#2", from: 14, to: 15 },
    ]);
    expect(() => fill("{c}", {})).toThrow(/nothing fills \{c\}/);
  });

  it("gives any text back as it was", () => {
    const text = fc.string({ unit: fc.constantFrom("{", "}", "a", " ") });
    fc.assert(
      fc.property(text, (any) => {
        expect(fill(literally(any), {})).toEqual({ text: any, spans: [] });
        expect(strayBraces(literally(any))).toEqual([]);
      }),
    );
  });
});

describe("the suites that come along", () => {
  it("name only slots that they have, and no stray brace", () => {
    for (const { variants } of suites) {
      for (const { templates, slots } of variants) {
        for (const { clean, corrupted, answers, after = "" } of templates) {
          for (const text of [clean, corrupted, after, ...answers]) {
            expect(strayBraces(text)).toEqual([]);
            for (const { slot } of slotsIn(text)) expect(Object.keys(slots)).toContain(slot);
          }
        }
      }
    }
  });
});
