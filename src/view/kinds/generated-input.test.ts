import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import type { LineMark, RectMark, TextMark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { dataTable, scene } from "../scene.ts";
import { translator } from "../text.ts";
import { lightTheme } from "../theme.ts";

const text = translator("en", viewMessages);
const view = views["generated-input"];
const marks = scene(view, sample, { width: 600, theme: lightTheme, text, caption: false });

describe("a generated × input map", () => {
  const cell = (key: string): RectMark | undefined =>
    marks.find((mark): mark is RectMark => mark.kind === "rect" && mark.datum?.key === key);

  it("names what was generated and what it looks back on", () => {
    expect(cell("0:5")?.datum?.label).toBe("generated 世界 (0), , (5): +1");
    expect(cell("1:5")?.level).toBe(-1);
  });

  it("leaves what a token cannot see empty", () => {
    expect(["0:6", "0:7", "1:7"].map(cell)).toEqual([undefined, undefined, undefined]);
    expect(cell("1:6")).toBeDefined();
  });

  it("rules off the input, and says where it ends", () => {
    const rule = marks.find(
      (mark): mark is LineMark =>
        mark.kind === "line" && mark.x1 === mark.x2 && mark.y2 - mark.y1 > 40,
    );
    expect(rule?.x1).toBeCloseTo(cell("1:6")!.x - 0.5, 10);
    const words = marks.filter((mark): mark is TextMark => mark.kind === "text");
    expect(words.map((mark) => mark.text)).toContain(
      "From position 6 on the tokens are generated.",
    );
  });

  it("has a table with a row for each generated token", () => {
    const { columns, rows } = dataTable(view, sample, text);
    expect(columns).toHaveLength(9);
    expect(rows.map(([name]) => name)).toEqual(["世界", "<b>"]);
    expect(rows[0].slice(1, 4)).toEqual([0.5, Math.fround(0.2), 0]);
  });
});
