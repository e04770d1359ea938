import { describe, expect, it } from "vitest";
import { sample, views } from "../../../test/helpers/results.ts";
import { markBounds } from "../bounds.ts";
import { thumbnails } from "../head-thumbnails.ts";
import type { Mark, RasterMark, RectMark } from "../mark.ts";
import { viewMessages } from "../messages.ts";
import { dataTable, scene } from "../scene.ts";
import type { HeadGridView, Viewable } from "../spec.ts";
import { terminal } from "../terminal.ts";
import { textWidth } from "../text-width.ts";
import { translator } from "../text.ts";
import { lightTheme, terminalTheme } from "../theme.ts";

const text = translator("en", viewMessages);
const view = views["head-grid"];

/** A result of so many layers and heads, each looking at the token before. */
function gridOf(layers: number, heads: number, length: number): Viewable {
  const data = Float32Array.from({ length: layers * heads * length ** 2 }, (_, i) => {
    const query = Math.floor(i / length) % length;
    return i % length === Math.max(0, query - 1) ? 1 : 0;
  });
  const count = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
  const readers = count(length).map((id) => ({ id, text: ` t${id}` }));
  const patterns = { dims: [layers, heads, length, length], data };
  return { ...sample, data: { patterns, layers: count(layers), heads: count(heads), readers } };
}

const draw = (result: Viewable, width = 720, spec: HeadGridView = view): readonly Mark[] =>
  scene(spec, result, { width, theme: lightTheme, text, caption: false });
const print = (result: Viewable, width = 80): string[] =>
  terminal(
    scene(view, result, { width, theme: terminalTheme("dark", true), text, caption: false }),
    { width, depth: "none" },
  ).split("\n");
/** The thumbnails; the legend is not square. */
const rasters = (marks: readonly Mark[]): RasterMark[] =>
  marks.filter((mark): mark is RasterMark => mark.kind === "raster" && mark.width === mark.height);
const frames = (marks: readonly Mark[]): RectMark[] =>
  marks.filter((mark): mark is RectMark => mark.kind === "rect" && mark.datum !== undefined);
const wordsOf = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.kind === "text" ? [mark.text] : []));

describe("thumbnails", () => {
  it("hold a short text cell by cell", () => {
    const { list, rowSize, columnSize } = thumbnails(view, sample, { rows: 8, columns: 8 });
    expect([rowSize, columnSize]).toEqual([1, 1]);
    expect([...list[1].cells.values]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  });

  it("gather blocks so that rows still add up to one: two queries of the head before", () => {
    const { list } = thumbnails(view, sample, { rows: 2, columns: 2 });
    // Queries 0 and 1 look at key 0; query 2 at key 1, query 3 at key 2.
    expect([...list[1].cells.values]).toEqual([1, 0, 0.5, 0.5]);
    for (const { cells } of thumbnails(view, sample, { rows: 3, columns: 3 }).list) {
      for (const row of [0, 1]) {
        const sum = cells.values[2 * row] + cells.values[2 * row + 1];
        expect(sum).toBeCloseTo(1, 6);
      }
    }
  });
});

describe("head grid", () => {
  const marks = draw(sample);

  it("says of each head where it looks most", () => {
    const labels = new Map(frames(marks).map(({ datum }) => [datum!.key, datum!.label]));
    expect(labels.get("0:0")).toBe("layer 0, head 0: 100% of its attention goes to “<s>” (0)");
    expect(labels.get("0:1")).toBe(
      "layer 0, head 1: 100% of its attention goes to the token before",
    );
    // Queries 1 to 3 give it 1, 3/4 and 3/4.
    expect(labels.get("1:1")).toBe("layer 1, head 1: 83% of its attention goes to “<s>” (0)");
    expect(wordsOf(marks)).toEqual(expect.arrayContaining(["<s> 100%", "before 100%", "<s> 83%"]));
  });

  it("puts the first layer at the bottom, and outlines the head shown beside", () => {
    const frame = (key: string): RectMark => frames(marks).find(({ datum }) => datum?.key === key)!;
    expect(frame("0:0").y).toBeGreaterThan(frame("1:0").y);
    expect(frame("0:2").x).toBeGreaterThan(frame("0:1").x);
    const outlined = frames(marks).filter(({ stroke }) => stroke === lightTheme.accent);
    expect(outlined.map(({ datum }) => datum?.key)).toEqual(["1:1"]);
  });

  it("runs layers across where each has one head, as where heads were averaged", () => {
    const all = draw(gridOf(5, 1, 8));
    const frame = (key: string): RectMark => frames(all).find(({ datum }) => datum?.key === key)!;
    expect(frame("0:0").y).toBe(frame("4:0").y);
    expect(frame("4:0").x).toBeGreaterThan(frame("0:0").x);
    expect(wordsOf(all)).toContain("layer →");
    expect(print(gridOf(5, 1, 8))[0]).toMatch(/^head +0 +1 +2 +3 +4$/);
  });

  it("leaves the ground free: a causal head of 4 tokens has no cell above its diagonal", () => {
    const cells = rasters(marks)[2].cells; // equal shares of what a query can see
    expect(cells.map((cell) => cell >= 0)).toEqual(
      Array.from({ length: 16 }, (_, i) => i % 4 <= Math.floor(i / 4)),
    );
  });

  it.each([
    [12, 12, 16, 144],
    [12, 12, 300, 144],
    [32, 32, 24, 1024],
    [80, 64, 4, 1600],
  ])(
    "draws %s layers of %s heads on %s tokens in under 2,000 marks",
    (layers, heads, length, shown) => {
      const all = draw(gridOf(layers, heads, length));
      expect(all.length).toBeLessThan(2000);
      const maps = rasters(all);
      expect(maps.length).toBe(shown);
      for (const { width } of maps) expect(width).toBeGreaterThanOrEqual(18);
      expect(new Set(all.flatMap(({ datum }) => datum?.key ?? [])).size).toBe(maps.length);
      const drawn = maps.reduce((sum, { cells }) => sum + cells.length, 0);
      expect(drawn).toBeLessThanOrEqual(102_400); // 1,600 thumbnails of 8 × 8
    },
  );

  it("says what a cell stands for, and which layers there was no room for", () => {
    const long = wordsOf(draw(gridOf(12, 12, 160))).join(" ");
    // 40,000 cells over 144 heads are 16 × 16 each.
    expect(long).toContain("A cell stands for 10 × 10 tokens");
    expect(wordsOf(draw(gridOf(80, 64, 4)))).toContain("25 of 80 layers shown: the last ones");
    expect(wordsOf(marks).join(" ")).not.toContain("A cell stands for");
  });

  it("fits the twelve heads of GPT-2 into 720 pixels, and lets more be scrolled to", () => {
    const width = (heads: number): number => {
      const bounds = markBounds(draw(gridOf(2, heads, 16)), lightTheme.cell);
      return bounds.width;
    };
    expect(width(12)).toBeLessThanOrEqual(720);
    expect(width(40)).toBeGreaterThan(720);
  });

  it("has a table of what each head looks at", () => {
    const { columns, rows } = dataTable(view, sample, text);
    expect(columns.map(({ title }) => title)).toEqual(["layer", "head", "looks most at", "share"]);
    expect(rows).toHaveLength(6);
    expect(rows[1]).toEqual(["0", "1", "the token before", 1]);
  });
});

describe("head grid in a terminal", () => {
  it("shades a tile for each head, over a sign of where it looks most", () => {
    expect(print(sample).slice(0, 8)).toEqual([
      "layer 0            1            2",
      "      ███········· ███········· ███·········",
      "      ███▓▓▓······ ███········· ███·········",
      "      ▓▓▓▓▓▓······ ███········· ███·········",
      "    1 ▒▒▒▒▒▒▒▒▒··· ███▒▒▒······ ···███······",
      "      ▒▒▒▒▒▒▒▒▒▒▒▒ ███▒▒▒▒▒▒··· ···██████···",
      "      ▒▒▒▒▒▒▒▒▒▒▒▒ ███···▒▒▒··· ······███···",
      "      ↻36%         ●83%         ←100%",
    ]);
    expect(print(sample)).toContain(
      "● one same token   ← token before   ↻ itself   → token after   · spread",
    );
  });

  it("falls back to signs alone where there are too many heads for tiles", () => {
    const lines = print(gridOf(2, 24, 8));
    expect(lines.slice(0, 3)).toEqual([
      "layer head →",
      `    1 ${Array(24).fill("←").join(" ")}`,
      `    0 ${Array(24).fill("←").join(" ")}`,
    ]);
  });

  it.each([8, 12, 32, 64])("keeps %s heads within 80 columns", (heads) => {
    for (const line of print(gridOf(3, heads, 20))) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });
});
