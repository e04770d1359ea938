import { describe, expect, it } from "vitest";
import { isHeldOut } from "./held-out.ts";

describe("isHeldOut", () => {
  const keys = Array.from({ length: 8000 }, (_, i) => `Anna ${i} Ben ${(i * 7) % 13}`);

  it("keeps about one combination in as many as asked", () => {
    expect(keys.filter((key) => isHeldOut(key)).length / keys.length).toBeCloseTo(1 / 8, 1);
    expect(keys.filter((key) => isHeldOut(key, 3)).length / keys.length).toBeCloseTo(1 / 3, 1);
  });

  it("spreads over keys that differ in their first word alone", () => {
    const kept = Array.from({ length: 800 }, (_, i) => isHeldOut(`${i} stone`)).filter(Boolean);
    expect(kept.length).toBeGreaterThan(60);
    expect(kept.length).toBeLessThan(140);
  });
});
