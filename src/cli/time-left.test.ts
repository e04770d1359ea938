import { describe, expect, it } from "vitest";
import { TimeLeft } from "./time-left.ts";

describe("TimeLeft", () => {
  it("foretells nothing in the first second, then from the rate", () => {
    const left = new TimeLeft();
    left.update(0, 0, 100);
    left.update(500, 5, 100);
    expect(left.seconds(500)).toBeNull();
    left.update(1000, 10, 100);
    expect(left.seconds(1000)).toBe(9); // 90 units at 100 ms each
  });

  it("counts down between reports, and stays at a second until the end is reported", () => {
    const left = new TimeLeft();
    left.update(0, 0, 4);
    left.update(2000, 2, 4);
    expect([2000, 2900, 3100, 9000].map((now) => left.seconds(now))).toEqual([2, 2, 1, 1]);
  });

  it("keeps its word while the rate wavers, and changes it when the rate changes", () => {
    const left = new TimeLeft();
    left.update(0, 0, 1000);
    left.update(1000, 10, 1000);
    expect(left.seconds(1000)).toBe(99);
    left.update(2100, 20, 1000); // a tenth slower: the end stays at 100 s
    expect(left.seconds(2100)).toBe(98);
    left.update(22_100, 30, 1000); // twenty times slower for 20 s
    expect(left.seconds(22_100)).toBeGreaterThan(1500);
  });

  it("begins anew where the count falls back: other work has begun", () => {
    const left = new TimeLeft();
    left.update(0, 0, 10);
    left.update(5000, 9, 10);
    left.update(5100, 0, 10);
    expect(left.seconds(5100)).toBeNull();
    left.update(7100, 1, 10);
    expect(left.seconds(7100)).toBe(18);
  });
});
