import { describe, expect, it } from "vitest";
import { stretches } from "./strip-fold.ts";

describe("stretches", () => {
  it("shows a text whole that is short enough", () => {
    expect(stretches([1, 2, 3], 3)).toEqual([{ from: 0, to: 3, folded: false }]);
    expect(stretches([], 3)).toEqual([]);
  });

  it("keeps both ends and the largest with four on each side", () => {
    const sizes = Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0));
    expect(stretches(sizes, 12)).toEqual([
      { from: 0, to: 5, folded: false },
      { from: 5, to: 46, folded: true },
      { from: 46, to: 55, folded: false },
      { from: 55, to: 95, folded: true },
      { from: 95, to: 100, folded: false },
    ]);
  });

  it("folds nothing that is shorter than its sign", () => {
    const sizes = Array.from({ length: 100 }, (_, i) => (i === 11 ? 1 : 0));
    // 5 and 6 lie between what is kept, 0 to 4 and 7 to 15.
    expect(stretches(sizes, 12)[0]).toEqual({ from: 0, to: 16, folded: false });
  });

  it("covers every token once", () => {
    const sizes = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 101);
    const parts = stretches(sizes, 300);
    expect(parts[0].from).toBe(0);
    expect(parts.at(-1)?.to).toBe(5000);
    parts.slice(1).forEach((part, i) => expect(part.from).toBe(parts[i].to));
    const shown = parts.reduce((sum, { from, to, folded }) => sum + (folded ? 0 : to - from), 0);
    expect(shown).toBeGreaterThanOrEqual(300);
    expect(shown).toBeLessThan(400);
  });
});
