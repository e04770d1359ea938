import { describe, expect, it } from "vitest";
import type { Mark, RasterMark, RectMark, TextMark } from "./mark.ts";
import { markBounds } from "./bounds.ts";
import { viewMessages } from "./messages.ts";
import { reachable } from "./reach.ts";
import { scene } from "./scene.ts";
import type { LayerHeadView, LayerPositionView, MatrixView, Viewable } from "./spec.ts";
import { translator } from "./text.ts";
import { lightTheme, type Theme, terminalTheme } from "./theme.ts";

const text = translator("en", viewMessages);
const titled = { title: { id: "t" }, summary: { id: "s" } };

/** A result with one grid, tokens `t0 t1 …` on both sides, and layers. */
function grid(rows: number, columns: number, value: (row: number, column: number) => number) {
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    value(Math.floor(i / columns), i % columns),
  );
  const tokens = (count: number) => Array.from({ length: count }, (_, i) => ({ text: `t${i}` }));
  return {
    method: "grid",
    input: {},
    evidence: {},
    data: {
      grid: { dims: [rows, columns], data },
      rows: tokens(rows),
      columns: tokens(columns),
      layers: Array.from({ length: rows }, (_, i) => i),
    },
  } satisfies Viewable;
}

const matrix: MatrixView = {
  kind: "matrix",
  ...titled,
  scale: "diverging",
  data: "/data/grid",
  encoding: { rows: "/data/rows", columns: "/data/columns" },
  axes: { rows: { id: "query" }, columns: { id: "key" } },
};
const layers: LayerPositionView = {
  kind: "layer-position",
  ...titled,
  scale: "diverging",
  data: "/data/grid",
  encoding: { layers: "/data/layers", units: "/data/columns" },
};
const heads: LayerHeadView = {
  kind: "layer-head",
  ...titled,
  scale: "sequential",
  data: "/data/grid",
  encoding: { layers: "/data/layers" },
};

function draw(
  view: MatrixView | LayerPositionView | LayerHeadView,
  result: Viewable,
  width = 600,
  theme: Theme = lightTheme,
): readonly Mark[] {
  return scene(view, result, { width, theme, text, caption: false });
}

const words = (marks: readonly Mark[]): readonly string[] =>
  marks.filter((mark): mark is TextMark => mark.kind === "text").map((mark) => mark.text);
const rects = (marks: readonly Mark[]): readonly RectMark[] =>
  marks.filter((mark): mark is RectMark => mark.kind === "rect" && mark.datum !== undefined);
/** The map itself, without the bar of the legend. */
const raster = (marks: readonly Mark[]): RasterMark =>
  marks.find((mark): mark is RasterMark => mark.kind === "raster" && mark.cellData !== undefined)!;

describe("a heat map of 512 × 512", () => {
  const result = grid(512, 512, (q, k) => (k > q ? Number.NaN : q === 301 && k === 7 ? -8 : 0.5));
  const marks = draw(matrix, result, 520);

  it("is one raster inside its width, nearly square", () => {
    const map = raster(marks);
    expect([map.rows, map.columns]).toEqual([128, 128]);
    expect(map.x + map.width).toBeLessThanOrEqual(520);
    expect(map.height / map.width).toBeGreaterThan(0.85);
    expect(marks.length).toBeLessThan(200);
  });

  it("says what a cell is and what that hides", () => {
    expect(words(marks).join(" ")).toContain(
      "Each cell is 4 × 4 values: the largest of them by size. The smaller ones are in the table only.",
    );
  });

  it("shows a single large value and names its tokens", () => {
    const map = raster(marks);
    const strongest = map.cells.indexOf(0);
    expect([Math.floor(strongest / 128), strongest % 128]).toEqual([75, 1]);
    const cell = reachable(marks).find(({ key }) => key === "75:1");
    expect(cell?.label).toBe("query t300 (300) … t303 (303), t4 (4) … t7 (7): −8");
  });

  it("leaves what is not seen empty", () => {
    const map = raster(marks);
    expect(map.cells[127]).toBe(-1);
    expect(map.cells[128 * 127]).toBeGreaterThan(0);
  });

  it("counts positions along both sides", () => {
    expect(words(marks)).toEqual(
      expect.arrayContaining(["key, by position →", "query", "0", "100", "500"]),
    );
    expect(words(marks)).not.toContain("t100");
  });

  it("averages amounts without a sign", () => {
    const even = grid(512, 512, (q, k) => (q + k) % 2);
    const mean = draw({ ...matrix, scale: "sequential" }, even, 520);
    expect(words(mean).join(" ")).toContain("Each cell is 4 × 4 values: their mean.");
    expect(new Set(raster(mean).cellData?.values)).toEqual(new Set(["0.5"]));
  });

  it("fits 40 columns of a terminal with two rows in a line", () => {
    const drawn = draw(matrix, result, 40, terminalTheme("dark", false));
    const map = raster(drawn);
    expect(map.x + map.width).toBeLessThanOrEqual(40);
    expect(map.height).toBe(map.rows / 2);
    expect(markBounds(drawn, terminalTheme("dark", false).cell).width).toBeLessThanOrEqual(40);
  });
});

describe("a map of layers by 512 positions", () => {
  const result = grid(12, 512, (layer, pos) => Math.sin(layer + pos));

  it("keeps every layer a row with its name", () => {
    const marks = draw(layers, result);
    expect(raster(marks).rows).toBe(12);
    expect(words(marks)).toEqual(expect.arrayContaining(["0", "11", "token, by position →"]));
    expect(words(marks).join(" ")).toContain("Each cell is 1 × 3 values");
  });
});

describe("a map of 80 layers by 64 heads", () => {
  it("has a cell for each, and names every second", () => {
    const marks = draw(
      heads,
      grid(80, 64, (l, h) => l + h),
    );
    expect([raster(marks).rows, raster(marks).columns]).toEqual([80, 64]);
    const names = words(marks);
    expect(names).toEqual(expect.arrayContaining(["head →", "78", "60"]));
    expect(names).not.toContain("79");
  });
});

describe("a map with room for cells of their own", () => {
  it("marks what lowers where it has no room for numbers", () => {
    const marks = draw(
      layers,
      grid(2, 20, (l, pos) => (l === 0 && pos === 3 ? -1 : 0.5)),
    );
    expect(marks.filter((mark) => mark.kind === "line" && mark.y1 === mark.y2)).toHaveLength(1);
  });

  it("writes numbers where they fit, powers of ten too", () => {
    const numbers = (size: number) =>
      words(
        draw(
          heads,
          grid(1, 3, (_, head) => head * size),
          300,
        ),
      );
    expect(numbers(0.5)).toEqual(expect.arrayContaining(["0.00", "0.50", "1.00"]));
    expect(numbers(1e30)).toEqual(expect.arrayContaining(["0", "1e30", "2e30"]));
    expect(numbers(1e-30)).toEqual(expect.arrayContaining(["1e−30", "2e−30"]));
  });

  it("draws one cell, and says when there is none or no number", () => {
    expect(
      rects(
        draw(
          layers,
          grid(1, 1, () => 3),
        ),
      ),
    ).toHaveLength(1);
    expect(
      words(
        draw(
          layers,
          grid(0, 0, () => 3),
        ),
      ),
    ).toEqual(["nothing to show"]);
    expect(
      words(
        draw(
          layers,
          grid(1, 2, () => Number.NaN),
        ),
      ),
    ).toContain("There are no numbers here.");
  });

  it("draws the slice that is chosen", () => {
    const result = {
      ...grid(1, 1, () => 0),
      data: {
        cube: { dims: [2, 1, 2], data: [1, 2, 3, 4] },
        layers: [0],
        heads: [0, 1],
        columns: [{ text: "a" }, { text: "b" }],
      },
    };
    const slice = { title: { id: "head" }, names: "/data/heads", at: 1 } as const;
    const cube = { ...layers, data: "/data/cube", slices: [slice] } as const;
    expect(rects(draw(cube, result)).map((mark) => mark.datum?.label)).toEqual([
      "layer 0, a (0): +3",
      "layer 0, b (1): +4",
    ]);
    expect(() => draw({ ...cube, slices: [{ ...slice, at: 2 }] }, result)).toThrow(
      "view: slice 0 of /data/cube is out of range; expected 0 to 1, got 2.",
    );
  });

  it("says in its caption which slice it is", () => {
    const result = {
      ...grid(1, 1, () => 0),
      data: {
        cube: { dims: [2, 1, 1, 1], data: [1, 2] },
        layers: [7, 8],
        heads: ["a"],
        rows: [0],
        columns: [{ text: "a" }],
      },
    };
    const view = {
      ...layers,
      data: "/data/cube",
      encoding: { layers: "/data/rows", units: "/data/columns" },
      slices: [
        { title: { id: "layer" }, names: "/data/layers", at: 1 },
        { title: { id: "head" }, names: "/data/heads", at: 0 },
      ],
    } as const;
    const marks = scene(view, result, { width: 600, theme: lightTheme, text });
    expect(words(marks).slice(0, 3)).toEqual(["t", "s", "layer 8 · head a"]);
  });

  it("counts rows and columns of a long text, with room for the numbers only", () => {
    const long = grid(512, 512, () => 1);
    const named = {
      ...long,
      data: { ...long.data, rows: Array.from({ length: 512 }, () => ({ text: "a long token" })) },
    };
    expect(raster(draw(matrix, named)).x).toBeLessThan(60);
  });

  it("shows all columns in a narrow terminal, shaded where numbers do not fit", () => {
    const marks = draw(
      layers,
      grid(2, 20, (l, pos) => pos - 10 * l),
      40,
      terminalTheme("dark", true),
    );
    expect(rects(marks)).toHaveLength(40);
    expect(Math.max(...rects(marks).map((mark) => mark.x + mark.width))).toBeLessThanOrEqual(40);
  });
});
