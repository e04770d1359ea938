import { describe, expect, it } from "vitest";
import { extremes, runsOf } from "./line-runs.ts";

const points = (ys: readonly number[]) => ys.map((y, i) => ({ i, x: i, y }));

describe("runsOf", () => {
  it("breaks a line where there is no number or an infinite one", () => {
    const runs = runsOf(points([1, 2, Number.NaN, 3, Infinity, Number.NaN, 4, 5]));
    expect(runs.map((run) => run.map(({ i }) => i))).toEqual([[0, 1], [3], [6, 7]]);
  });
});

describe("extremes", () => {
  it("keeps a single peak among thousands of points, in order", () => {
    const kept = extremes(
      points(Array.from({ length: 5000 }, (_, i) => (i === 2500 ? -9 : i % 2))),
      200,
    );
    expect(kept.length).toBeLessThanOrEqual(204);
    expect(kept.map(({ i }) => i)).toContain(2500);
    expect(kept.map(({ i }) => i)).toEqual([...kept.map(({ i }) => i)].sort((a, b) => a - b));
    expect([kept[0].i, kept.at(-1)?.i]).toEqual([0, 4999]);
  });

  it("leaves a short line as it is", () => {
    const short = points([1, 2, 3]);
    expect(extremes(short, 3)).toBe(short);
  });
});
