import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import type { Mark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { reachable } from "../reach.ts";
import { dataTable, scene } from "../scene.ts";
import type { Viewable } from "../spec.ts";
import { terminal } from "../terminal.ts";
import { translator } from "../text.ts";
import { lightTheme, terminalTheme } from "../theme.ts";

const text = translator("en", viewMessages);
const view = views.difference;

const draw = (width: number, result: Viewable = sample): readonly Mark[] =>
  scene(view, result, { width, theme: lightTheme, text, caption: false });
const titles = (marks: readonly Mark[]): Extract<Mark, { kind: "text" }>[] =>
  marks.filter(
    (mark): mark is Extract<Mark, { kind: "text" }> =>
      mark.kind === "text" && mark.weight === "bold",
  );

describe("a difference", () => {
  it("stands in one line where there is room, else one under the other", () => {
    const [wide, narrow] = [titles(draw(900)), titles(draw(500))];
    expect(wide.map((mark) => mark.text)).toEqual(["before", "after", "change"]);
    expect(new Set(wide.map(({ y }) => y)).size).toBe(1);
    expect(wide[0].x).toBeLessThan(wide[1].x);
    expect(new Set(narrow.map(({ x }) => x))).toEqual(new Set([0]));
    expect(narrow[0].y).toBeLessThan(narrow[1].y);
  });

  it("lists both numbers of a cell and what the second has more", () => {
    const { columns, rows } = dataTable(view, sample, text);
    expect(columns.map(({ title }) => title)).toEqual([
      "row",
      "column",
      "before",
      "after",
      "change",
    ]);
    expect(rows[0]).toEqual(["first", "the", 0, 0.25, 0.25]);
    expect(rows[2]).toEqual(["first", "and", 1, -1, -2]);
    expect(rows[5]).toEqual(["second", "and", NaN, NaN, NaN]);
  });

  it("colours both grids on one scale, and the difference on its own", () => {
    const fill = (key: string): string | undefined => {
      const mark = draw(900).find((one) => one.kind === "rect" && one.datum?.key === key);
      return mark?.kind === "rect" ? mark.fill : undefined;
    };
    expect(fill("0:1:0")).toBe(fill("1:1:0")); // −1 in both
    expect(fill("0:0:2")).not.toBe(fill("2:0:2")); // 1 of at most 1; −2 of at most 2
    expect(fill("1:0:2")).toBe(fill("2:0:2")); // −1 of at most 1; −2 of at most 2
    expect(fill("0:1:2")).toBeUndefined();
  });

  it("tells the cells of its maps apart, small ones too", () => {
    const n = 60;
    const grid = { dims: [n, n], data: Array.from({ length: n * n }, (_, i) => i / n / n) };
    const names = Array.from({ length: n }, (_, i) => `t${i}`);
    const big = { ...sample, data: { grid, otherGrid: grid, rows: names, names } };
    for (const marks of [draw(900), draw(900, big), draw(400, big)]) {
      const keys = reachable(marks).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(reachable(marks)[0].label).toMatch(/^before: /);
    }
  });

  it("reads in a terminal, one map under the other", () => {
    const marks = scene(view, sample, {
      width: 60,
      theme: terminalTheme("dark", true),
      text,
      caption: false,
    });
    const lines = terminal(marks, { width: 60, depth: "none" }).split("\n");
    const at = ["before", "after", "change"].map((name) =>
      lines.findIndex((line) => line.startsWith(name)),
    );
    expect(at[0]).toBe(0);
    expect(at[1]).toBeGreaterThan(at[0]);
    expect(at[2]).toBeGreaterThan(at[1]);
  });

  it("leaves cells empty that mean nothing in both grids", () => {
    const blank = { ...view, blank: 0.5 };
    const { rows } = dataTable(blank, sample, text);
    expect(rows[1]).toEqual(["first", "a", NaN, NaN, NaN]);
  });
});
