import { describe, expect, it } from "vitest";
import type { Mark, RasterMark } from "./mark.ts";
import { at, distanceTo, type Move, next, reachable } from "./reach.ts";

/** Two by two squares of 10, and a bar under them that both columns share. */
const marks: readonly Mark[] = [
  { kind: "text", x: 0, y: 5, text: "not a value", fill: "#000000" },
  square("a", 0, 0),
  square("b", 10, 0),
  square("c", 0, 10),
  square("d", 10, 10),
];

function square(key: string, x: number, y: number): Mark {
  return { kind: "rect", x, y, width: 10, height: 10, datum: { key, label: `value ${key}` } };
}

const raster: RasterMark = {
  kind: "raster",
  x: 100,
  y: 50,
  width: 30,
  height: 20,
  columns: 3,
  rows: 2,
  cells: [0, 1, -1, 1, 1, 0],
  palette: [
    { fill: "#000000", level: 0 },
    { fill: "#ffffff", level: 1 },
  ],
  cellData: {
    label: "{row} to {column}: {value}",
    rows: ["r0", "r1"],
    columns: ["c0", "c1", "c2"],
    values: ["1", "2", "", "4", "5", "6"],
  },
};

describe("reachable", () => {
  it("lists what has a value, in drawing order", () => {
    expect(reachable(marks).map(({ key, label }) => [key, label])).toEqual([
      ["a", "value a"],
      ["b", "value b"],
      ["c", "value c"],
      ["d", "value d"],
    ]);
  });

  it("takes a raster cell by cell, without the empty ones", () => {
    const cells = reachable([raster]);
    expect(cells).toHaveLength(5);
    expect(cells[3]).toEqual({
      key: "1:1",
      label: "r1 to c1: 5",
      x: 110,
      y: 60,
      width: 10,
      height: 10,
    });
  });

  it("boxes lines, circles and text", () => {
    const datum = { key: "0", label: "" };
    const [line, circle, text] = reachable([
      { kind: "line", x1: 5, y1: 9, x2: 1, y2: 2, stroke: "#000000", datum },
      { kind: "circle", x: 4, y: 4, radius: 3, datum },
      { kind: "text", x: 100, y: 10, text: "ab", anchor: "end", fill: "#000000", datum },
    ]);
    expect(line).toMatchObject({ x: 1, y: 2, width: 4, height: 7, slope: "down" });
    expect(circle).toMatchObject({ x: 1, y: 1, width: 6, height: 6 });
    expect(text.x + text.width).toBeCloseTo(100, 10);
  });
});

describe("next", () => {
  const list = reachable(marks);
  const moves: readonly (readonly [string | null, Move, string])[] = [
    ["a", "right", "b"],
    ["a", "down", "c"],
    ["d", "left", "c"],
    ["d", "up", "b"],
    ["a", "left", "a"],
    ["c", "home", "a"],
    ["a", "end", "d"],
    [null, "down", "a"],
    ["gone", "right", "a"],
  ];
  it.each(moves)("leads from %s %s to %s", (current, move, expected) => {
    expect(next(list, current, move)?.key).toBe(expected);
  });

  it("leads through lines that share their middle one after the other", () => {
    const line = (key: string, y1: number, y2: number): Mark => ({
      ...{ kind: "line", x1: 0, x2: 10, y1, y2, stroke: "#000000" },
      datum: { key, label: key },
    });
    const crossing = reachable([line("low", 8, 8), line("x", 0, 8), line("y", 8, 0)]);
    const go = (from: string, move: Move): string | undefined => next(crossing, from, move)?.key;
    expect([go("x", "down"), go("y", "down"), go("low", "down")]).toEqual(["y", "low", "low"]);
    expect([go("y", "up"), go("x", "up"), go("x", "right")]).toEqual(["x", "x", "y"]);
  });

  it("crosses a gap of an empty cell", () => {
    expect(next(reachable([raster]), "0:1", "right")?.key).toBe("1:2");
  });

  it("has nothing in an empty picture", () => {
    expect(next([], null, "home")).toBeUndefined();
  });
});

describe("at", () => {
  it("finds the cell under the pointer", () => {
    expect(at(reachable([raster]), 125, 65)?.key).toBe("1:2");
    expect(at(reachable([raster]), 125, 55)).toBeUndefined();
    expect(at(reachable(marks), 3, 12)?.key).toBe("c");
  });

  it("finds a line along its length, not in the whole of its box", () => {
    const line = (key: string, y1: number, y2: number): Mark => ({
      ...{ kind: "line", x1: 0, y1, x2: 100, y2, stroke: "#000000" },
      datum: { key, label: "" },
    });
    // They cross at (50, 50); the flat one is 10 below that.
    const list = reachable([line("down", 0, 100), line("up", 100, 0), line("flat", 60, 60)]);
    expect(at(list, 20, 22)?.key).toBe("down");
    expect(at(list, 20, 78)?.key).toBe("up");
    expect(at(list, 90, 62)?.key).toBe("flat");
    expect(at(list, 50, 20)).toBeUndefined();
    expect(at(list, 50, 50)?.key).toBe("up"); // drawn last of the two
  });

  it("measures how far a thing is", () => {
    const [square] = reachable(marks);
    expect([distanceTo(square, 5, 5), distanceTo(square, 13, 14)]).toEqual([0, 5]);
    const [line] = reachable([
      {
        kind: "line",
        x1: 0,
        y1: 0,
        x2: 30,
        y2: 40,
        stroke: "#000000",
        datum: { key: "", label: "" },
      },
    ]);
    // From (25, 0) to the line through (3, 4)/5: |25 · 4 − 0 · 3| / 5.
    expect(distanceTo(line, 25, 0)).toBeCloseTo(20, 10);
    expect(distanceTo(line, 33, 44)).toBeCloseTo(5, 10); // past its end
  });
});
