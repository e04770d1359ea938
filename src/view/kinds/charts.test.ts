import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import type { Mark, PathMark, RectMark, TextMark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { dataTable, scene } from "../scene.ts";
import type { BarsView, LinesView, PlainView, Viewable } from "../spec.ts";
import { terminal } from "../terminal.ts";
import { translator } from "../text.ts";
import { textWidth } from "../text-width.ts";
import { lightTheme, terminalTheme } from "../theme.ts";

const text = translator("en", viewMessages);
const tensor = (dims: readonly number[], data: readonly number[]) => ({ dims, data });

function result(data: Readonly<Record<string, unknown>>): Viewable {
  return { method: "charts", input: {}, evidence: {}, data };
}

function draw(view: PlainView, from: Viewable, width = 600): readonly Mark[] {
  return scene(view, from, { width, theme: lightTheme, text, caption: false });
}

function lines(view: PlainView, from: Viewable, width: number): readonly string[] {
  const theme = terminalTheme("dark", true);
  const marks = scene(view, from, { width, theme, text, caption: false });
  return terminal(marks, { width, depth: "none" }).split("\n");
}

const words = (marks: readonly Mark[]): readonly string[] =>
  marks.filter((mark): mark is TextMark => mark.kind === "text").map((mark) => mark.text);
const paths = (marks: readonly Mark[]): readonly PathMark[] =>
  marks.filter((mark): mark is PathMark => mark.kind === "path");
const rects = (marks: readonly Mark[]): readonly RectMark[] =>
  marks.filter((mark): mark is RectMark => mark.kind === "rect" && mark.datum !== undefined);

const barsView: BarsView = {
  ...views.bars,
  data: "/data/values",
  encoding: { labels: "/data/names" },
};
const amounts = (values: readonly number[]) =>
  result({ values: tensor([values.length], values), names: values.map((_, i) => `b${i}`) });

describe("bars", () => {
  it("of thousands are the largest forty, and say what the others are", () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i % 100 === 7 ? i : 1));
    const some = draw({ ...barsView, scale: "sequential" }, amounts(values));
    expect(rects(some)).toHaveLength(40);
    expect(rects(some)[0].datum?.label).toBe("b1007: 1007");
    expect(words(some)).toContain("4,960 others, between 1 and 907, are in the table only.");
    expect(dataTable(barsView, amounts(values), text).rows).toHaveLength(5000);
  });

  it("add up the shares of those left out", () => {
    const shares = Array.from({ length: 100 }, (_, i) => (i < 40 ? 0.02 : 0.2 / 60));
    expect(words(draw(barsView, amounts(shares)))).toContain(
      "60 others, together 20%, are in the table only.",
    );
  });

  it("stay inside the picture when all are negative, infinite, zero or missing", () => {
    for (const values of [
      [-1, -2],
      [Infinity, 1, -Infinity],
      [0, 0],
      [Number.NaN],
      [1e30, -1e-30],
    ]) {
      for (const scale of ["diverging", "sequential", "probability"] as const) {
        for (const { x, width } of rects(draw({ ...barsView, scale }, amounts(values), 300))) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(300);
        }
      }
    }
  });

  it("grow by the transform that is asked for, and say so", () => {
    const marks = draw({ ...barsView, transform: "sqrt" }, amounts([0.64, 0.16]));
    const [first, second] = rects(marks);
    expect(second.width / first.width).toBeCloseTo(0.5, 10);
    expect(words(marks)).toContain("√ scale");
  });

  it("say what a given domain cuts", () => {
    const marks = draw({ ...barsView, scale: "diverging", domain: [-1, 1] }, amounts([3, 1, -0.5]));
    const [three, one] = rects(marks);
    expect(three.width).toBe(one.width);
    expect(words(marks)).toContain("Values beyond the ends, drawn at the ends: 1.");
  });

  it("say so when there are none", () => {
    expect(words(draw(barsView, amounts([])))).toEqual(["nothing to show"]);
  });
});

const curves: LinesView = { ...views.lines, encoding: { x: "/data/x", labels: "/data/names" } };
const curveData = (ys: readonly (readonly number[])[], more = {}) =>
  result({
    curves: tensor([ys.length, ys[0]?.length ?? 0], ys.flat()),
    x: tensor(
      [ys[0]?.length ?? 0],
      (ys[0] ?? []).map((_, i) => i),
    ),
    names: ys.map((_, i) => `run ${i}`),
    ...more,
  });

describe("lines", () => {
  const banded: LinesView = {
    ...curves,
    encoding: { ...curves.encoding, lower: "/data/lower", upper: "/data/upper" },
  };
  const data = curveData([[1, 2, 3, 4]], {
    lower: tensor([1, 4], [0, 1, Number.NaN, 3]),
    upper: tensor([1, 4], [2, 3, 4, 5]),
  });

  it("have bands from lower to upper, with a gap where an end is missing", () => {
    const marks = draw(banded, data);
    const bands = paths(marks).filter((path) => path.fill !== undefined);
    expect(bands.map(({ points }) => points.length)).toEqual([4, 2]);
    const [[x0, top], , , [x3, bottom]] = bands[0].points;
    expect(x3).toBe(x0);
    const line = paths(marks).find((path) => path.stroke !== undefined)!;
    expect(line.points[0][1]).toBeCloseTo((top + bottom) / 2, 10);
    expect(words(marks)).toContain("Shaded: the band around each line.");
  });

  it("keep the ends of bands in the table", () => {
    const { columns, rows } = dataTable(banded, data, text);
    expect(columns.map(({ title }) => title)).toEqual(["x", "run 0", "run 0: from", "run 0: to"]);
    expect(rows[1]).toEqual([1, 2, 1, 3]);
  });

  it("shade bands in a terminal", () => {
    expect(lines(banded, data, 60).join("\n")).toContain("░");
  });

  it("carry their names at their ends, none over another", () => {
    const marks = draw(
      curves,
      curveData([
        [1, 1],
        [1, 1.01],
        [0, 1.02],
      ]),
    );
    const names = marks.filter(
      (mark): mark is TextMark => mark.kind === "text" && mark.text.startsWith("run"),
    );
    expect(names).toHaveLength(3);
    const ys = names.map(({ y }) => y).sort((a, b) => a - b);
    expect(Math.min(ys[1] - ys[0], ys[2] - ys[1])).toBeGreaterThanOrEqual(14);
  });

  it("past the eighth share one muted color, and the key says how many", () => {
    const marks = draw(curves, curveData(Array.from({ length: 12 }, (_, i) => [i, i + 1])));
    const strokes = paths(marks).map(({ stroke }) => stroke);
    expect(new Set(strokes).size).toBe(9);
    expect(words(marks)).toContain("4 others");
  });

  it("count infinite points instead of drawing them", () => {
    const marks = draw(curves, curveData([[1, Infinity, 3, -Infinity, 1e30]]));
    for (const { points } of paths(marks)) {
      for (const [x, y] of points) expect([x, y].every(Number.isFinite)).toBe(true);
    }
    expect(words(marks)).toContain("Points without a place, in the table only: 2.");
  });

  it("of thousands of points are drawn by their turns, and keep their peak within reach", () => {
    const ys = Array.from({ length: 20_000 }, (_, i) => (i === 12_345 ? 100 : Math.sin(i)));
    const marks = draw(curves, curveData([ys]));
    expect(marks.length).toBeLessThan(250);
    expect(marks.flatMap(({ datum }) => datum?.label ?? [])).toContain("run 0: 12345, 100");
  });

  it("say so when there is no number", () => {
    for (const none of [[], [[Number.NaN, Number.NaN]]]) {
      expect(words(draw(curves, curveData(none)))).toEqual(["nothing to show"]);
    }
  });
});

describe("a scatter plot", () => {
  it("leaves points without a place out, and counts them", () => {
    const from = result({
      points: tensor([3, 2], [0, 0, Number.NaN, 1, 1, 1]),
      names: ["a", "b", "c"],
    });
    const view = { ...views.scatter, encoding: { labels: "/data/names" } } as const;
    const marks = draw(view, from);
    expect(marks.filter(({ datum }) => datum !== undefined)).toHaveLength(2);
    expect(words(marks)).toContain("Points without a place, in the table only: 1.");
  });
});

describe("a reliability diagram", () => {
  it("says what its dots are, and that it has none", () => {
    expect(words(draw(views.reliability, sample)).join(" ")).toContain(
      "Dot: how often predictions",
    );
    const none = result({
      ...(sample.data as Readonly<Record<string, unknown>>),
      counts: tensor([4], [0, 0, 0, 0]),
    });
    expect(words(draw(views.reliability, none))).toEqual(["nothing to show"]);
  });
});

describe("a lens table", () => {
  it("of many positions is a map that names the guess of each cell", () => {
    const columns = 200;
    const from = result({
      lens: tensor(
        [1, columns, 1],
        Array.from({ length: columns }, () => 0.5),
      ),
      lensLayers: ["final"],
      lensTokens: [Array.from({ length: columns }, (_, i) => [` g${i}`])],
      ranks: tensor(
        [1, columns],
        Array.from({ length: columns }, () => 0),
      ),
      units: Array.from({ length: columns }, (_, i) => ({ text: ` t${i}` })),
    });
    const view = {
      ...views["lens-table"],
      encoding: { ...views["lens-table"].encoding, units: "/data/units" },
    } as const;
    const marks = draw(view, from, 1000);
    const map = marks.find((mark) => mark.kind === "raster" && mark.cellData !== undefined);
    expect(map?.kind === "raster" && map.cellData?.values[17]).toBe(`" g17" 50%`);
    expect(words(marks).join(" ")).toContain("There is no room for words");
  });
});

describe("a table", () => {
  it("shows its first sixty rows, and says how many there are", () => {
    const records = Array.from({ length: 2000 }, (_, i) => ({ name: `n${i}`, score: i, share: 0 }));
    const marks = draw(views.table, result({ records }));
    expect(words(marks)).toContain("n59");
    expect(words(marks)).not.toContain("n60");
    expect(words(marks)).toContain("The first 60 of 2,000 rows; the others are in the data only.");
  });

  it("turns rows into blocks where columns do not fit", () => {
    const records = [{ name: "a name that goes on and on", score: 1.5, share: 0.25 }];
    const narrow = lines(views.table, result({ records }), 24);
    expect(narrow).toEqual(["a name that goes on and", "on", "score: 1.5", "share: 25%"]);
  });
});

describe("every kind", () => {
  it.each(Object.values(views))("keeps $kind within 40 columns", (view) => {
    for (const line of lines(view, sample, 40)) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  it.each(Object.values(views))("cuts no word of the legend of $kind at 40 columns", (view) => {
    const theme = terminalTheme("dark", true);
    const marks = scene(view, sample, { width: 40, theme, text, caption: false });
    const legends = marks.filter((mark) => mark.kind === "text" && /raises|100%$/.test(mark.text));
    for (const mark of legends) {
      if (mark.kind !== "text" || mark.anchor !== undefined) continue;
      expect(mark.x + textWidth(mark.text)).toBeLessThanOrEqual(40);
    }
  });
});
