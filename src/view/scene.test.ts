import { describe, expect, it } from "vitest";
import { hostile, sample, views } from "../../test/helpers/results.ts";
import type { Mark, RectMark, TextMark } from "./mark.ts";
import { viewMessages } from "./messages.ts";
import { tableTexts } from "./data-table.ts";
import { dataTable, scene } from "./scene.ts";
import type { PlainView } from "./spec.ts";
import { translator } from "./text.ts";
import { lightTheme, terminalTheme } from "./theme.ts";

const text = translator("en", viewMessages);
const draw = (view: PlainView, width = 680): readonly Mark[] =>
  scene(view, sample, { width, theme: lightTheme, text, caption: false });
const rects = (marks: readonly Mark[]): readonly RectMark[] =>
  marks.filter((mark) => mark.kind === "rect");
const texts = (marks: readonly Mark[]): readonly string[] =>
  marks.filter((mark): mark is TextMark => mark.kind === "text").map((mark) => mark.text);
const labels = (marks: readonly Mark[]): readonly string[] =>
  marks.flatMap((mark) => (mark.datum === undefined ? [] : [mark.datum.label]));

describe("scene", () => {
  it.each(Object.values(views))("draws $kind inside its width, with title and summary", (view) => {
    const marks = scene(view, sample, { width: 680, theme: lightTheme, text });
    expect(texts(marks)).toContain(view.title.id);
    expect(texts(marks)).toContain("Largest: 1.");
    for (const mark of rects(marks)) {
      expect(mark.x).toBeGreaterThanOrEqual(0);
      expect(mark.x + mark.width).toBeLessThanOrEqual(680);
    }
  });

  it.each(Object.values(views))("draws $kind of hostile data at finite places", (view) => {
    for (const theme of [lightTheme, terminalTheme("dark", true), terminalTheme("dark", false)]) {
      const marks = scene(view, hostile, { width: 300, theme, text });
      // What is not finite is null in JSON.
      expect(JSON.stringify(marks)).not.toMatch(/[:[,]null/);
    }
  });

  it("draws the views of a stack one below the other", () => {
    const stack = { kind: "stack", children: [views.bars, views.table] } as const;
    const marks = scene(stack, sample, { width: 680, theme: lightTheme, text });
    const ys = ["title of bars", "title of table"].map(
      (title) =>
        marks.find((mark): mark is TextMark => mark.kind === "text" && mark.text === title)!.y,
    );
    expect(ys[1]).toBeGreaterThan(ys[0] + 3 * 24);
  });

  it("says which pointer leads nowhere", () => {
    expect(() => draw({ ...views.bars, data: "/data/nothing" })).toThrow(
      "view: the result of sample has no /data/nothing.",
    );
  });
});

describe("token strip", () => {
  it("shades each token by its share of the largest score, blue up and orange down", () => {
    const chips = rects(draw(views["token-strip"])).slice(0, 8);
    expect(chips.map((chip) => chip.level)).toEqual([
      0,
      0.5,
      -0.25,
      0.125,
      1,
      -1,
      0.0625,
      expect.closeTo(-0.03),
    ]);
    expect(chips[4].fill).toBe("#65a7fa");
    expect(chips[5].fill).toBe("#f68a4f");
  });

  it("names the exact token and value of each chip", () => {
    expect(labels(draw(views["token-strip"]))).toContain(`" time": +1`);
  });

  it("breaks lines where the width ends", () => {
    const chips = rects(draw(views["token-strip"], 120)).slice(0, 8);
    expect(new Set(chips.map((chip) => chip.y)).size).toBeGreaterThan(2);
    for (const chip of chips) expect(chip.x + chip.width).toBeLessThanOrEqual(120);
  });
});

describe("bars", () => {
  it("are as long as their values", () => {
    const [half, quarter, rest] = rects(draw(views.bars)).map((mark) => mark.width);
    expect(quarter / half).toBeCloseTo(0.5, 10);
    expect(rest / half).toBeCloseTo(0.02, 6);
  });

  it("grow to both sides of zero where values have signs", () => {
    const signed = { ...views.bars, scale: "diverging", data: "/data/amounts" } as const;
    const [two, minus, half] = rects(draw(signed));
    expect(minus.x + minus.width).toBeCloseTo(two.x, 10);
    expect(half.x).toBe(two.x);
    expect(minus.width).toBeCloseTo(two.width / 2, 10);
  });
});

describe("maps", () => {
  it("leave a cell without a number empty", () => {
    expect(labels(draw(views.matrix))).toHaveLength(5);
  });

  it("leave a cell empty whose number means nothing", () => {
    expect(labels(draw({ ...views.matrix, blank: 0 }))).toHaveLength(4);
  });

  it("put the first layer at the bottom", () => {
    const marks = draw(views["layer-position"]);
    const cell = (key: string): RectMark => rects(marks).find((mark) => mark.datum?.key === key)!;
    expect(marks.find((mark) => mark.datum?.key === "0:0")?.datum?.label).toBe(
      "layer 1, <s> (0): +1",
    );
    expect(cell("1:5").y).toBeGreaterThan(cell("0:5").y);
  });

  it("pin zero to the ground's color, with equal reach to both sides", () => {
    const marks = rects(draw(views.matrix));
    const fills = new Map(marks.map((mark) => [mark.datum?.key, mark.level]));
    expect([fills.get("0:0"), fills.get("0:2"), fills.get("1:0")]).toEqual([0, 1, -1]);
  });
});

describe("lens table", () => {
  it("shows the best guess, bold where it is the last word", () => {
    const marks = draw(views["lens-table"]);
    const guess = (words: string): TextMark =>
      marks.find((mark): mark is TextMark => mark.kind === "text" && mark.text === words)!;
    expect(guess("x0").weight).toBeUndefined();
    expect(guess("y0").weight).toBe("bold");
  });

  it("names every guess of a cell", () => {
    expect(labels(draw(views["lens-table"]))).toContain(`embed, Once → " x1" 50% · " other" 25%`);
  });
});

describe("charts", () => {
  it("break a line where a number is missing", () => {
    const paths = draw(views.lines).filter((mark) => mark.kind === "path");
    expect(paths.map((path) => path.points.length)).toEqual([4, 2]);
  });

  it("leave empty bins out of a reliability diagram", () => {
    const dots = draw(views.reliability).filter((mark) => mark.kind === "circle");
    expect(dots.map((dot) => dot.datum?.label)).toEqual([
      "confidence 10% · accuracy 13% · count 40",
      "confidence 40% · accuracy 50% · count 20",
      "confidence 90% · accuracy 75% · count 8",
    ]);
  });

  it("put equal confidence and accuracy on the diagonal", () => {
    const marks = draw(views.reliability);
    const line = marks.find((mark) => mark.kind === "path")!;
    const [[x0, y0], [x1, y1]] = line.points;
    const dot = marks.filter((mark) => mark.kind === "circle")[1];
    expect((dot.x - x0) / (x1 - x0)).toBeCloseTo(0.4, 6);
    expect((dot.y - y0) / (y1 - y0)).toBeCloseTo(0.5, 6);
  });

  it("give each group of points a color, a shape and a name", () => {
    const marks = draw(views.scatter);
    const dots = marks.filter((mark) => mark.datum !== undefined);
    expect(dots.map(({ kind }) => kind)).toEqual(["circle", "path", "circle"]);
    expect(new Set(dots.map((dot) => "fill" in dot && dot.fill)).size).toBe(2);
    expect(texts(marks)).toEqual(expect.arrayContaining(["noun", "verb"]));
  });
});

describe("dataTable", () => {
  it("holds the numbers of a map row by row, first layer last", () => {
    const table = dataTable(views["layer-head"], sample, text);
    const { columns, rows } = table;
    expect(columns.map((column) => column.title)).toEqual([
      "layer",
      ..."0 1 2 3 4 5 6 7".split(" "),
    ]);
    expect(rows[1].slice(0, 4)).toEqual(["0", 0, Math.fround(0.2), Math.fround(0.4)]);
    expect(tableTexts(table)[1].slice(0, 4)).toEqual(["0", "0", "0.2", "0.4"]);
  });

  it.each(Object.values(views))("of $kind has one entry per column in every row", (view) => {
    const { columns, rows } = dataTable(view, sample, text);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});
